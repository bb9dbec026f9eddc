// Building blocks: every string that comes in as data goes out as a text node, never as markup.

const UNIT =
  /\d[\d.,]*(?:\s?[-–]\s?\d[\d.,]*)?\s(?:mg|g|kg|mcg|µg|mL|ml|L|mmol|µmol|mmHg|IU|units?|hours?|days?|weeks?|months?|years?)\b(?:\/(?:[a-zA-Zµ]+|\d[\d.]*)(?:\s(?:m²|m2)(?![a-z0-9]))?)*(?:\sper\s[\d.]+\sm(?:²|2)(?![a-z0-9]))?/g;

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
}

// Text in which a number and its unit stay on one line, a thin space apart. What is copied is unchanged.
function typeset(text) {
  const fragment = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(UNIT)) {
    fragment.append(text.slice(end, match.index), el("span", { class: "number" }, match[0]));
    end = match.index + match[0].length;
  }
  fragment.append(text.slice(end));
  return fragment;
}

// The same, with the terms of a glossary as buttons; `define` makes one out of a term and its id.
// `seen` holds what was explained before: a section explains a term once.
function explained(text, glossary, define, seen) {
  if (!glossary?.terms.length) return typeset(text);
  const escaped = glossary.terms.map((t) => t.term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\w-])(?:${escaped.join("|")})(?![\\w-])`, "gi");
  const ids = new Map(glossary.terms.map((t) => [t.term.toLowerCase(), t.id]));
  const fragment = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const id = ids.get(match[0].toLowerCase());
    if (seen.has(id)) continue;
    seen.add(id);
    fragment.append(typeset(text.slice(end, match.index)), define(match[0], id));
    end = match.index + match[0].length;
  }
  fragment.append(typeset(text.slice(end)));
  return fragment;
}

// Whether a press repeats the one just before it: a double tap, or an impatient hand, asks once.
const AGAIN_AFTER = 1500; // milliseconds
function repeats(state, name, value) {
  const press = JSON.stringify([name, value]);
  const again = state.pressed === press && performance.now() - state.pressedAt < AGAIN_AFTER;
  if (!again) Object.assign(state, { pressed: press, pressedAt: performance.now() });
  return again;
}

// Draws a component whose data have changed since it was drawn; else what stands there stays, so that a
// press that began before the page was drawn again is heard. `build` makes it; given what `before` it made,
// it may change that in place. What is pressed goes out by the newest way that the page gave.
function redraw(component, build) {
  const { data, parentElement, setTriggerValue } = component;
  const state = (parentElement.lnDrawn ??= { send: (name, value) => state.trigger(name, value) });
  state.trigger = setTriggerValue;
  const signature = JSON.stringify(data);
  if (state.signature !== signature) {
    const node = build(data, state.send, state.node);
    if (!state.node) parentElement.append(node);
    else if (state.node !== node) state.node.replaceWith(node);
    Object.assign(state, { node, signature });
  }
  return () => {
    if (parentElement.isConnected) return;
    state.node.remove();
    delete parentElement.lnDrawn;
  };
}

// Puts blocks into a parent, keeping each node whose data has not changed: an answer that grows does not
// jump, and what is selected, open or focused in it stays so.
function reconcile(parent, blocks) {
  const present = new Map([...parent.children].map((node) => [node.dataset.block, node]));
  let place = parent.firstElementChild;
  for (const [key, data, build] of blocks) {
    const signature = JSON.stringify(data ?? null);
    let node = present.get(key);
    present.delete(key);
    if (!node || node.signature !== signature) {
      const fresh = build(data);
      fresh.dataset.block = key;
      fresh.signature = signature;
      if (node) {
        if (place === node) place = fresh;
        node.replaceWith(fresh);
      }
      node = fresh;
    }
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  for (const node of present.values()) node.remove();
}
