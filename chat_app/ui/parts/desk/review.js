// An answer under review: each sentence with its verdict, its statements beside it. All of it text nodes.

const VERDICTS = { verified: "Verified", quoted: "The statement's own words", unsupported: "Not supported" };

function lineNode(line, editable, send) {
  const faults = line.findings.length
    ? el("ul", { class: line.verdict === "unsupported" ? "faults" : "faults notes" }, ...line.findings.map((f) => el("li", null, f)))
    : null;
  const act = (name, label) => el("button", { type: "button", "aria-label": `${label}: ${line.text.slice(0, 60)}`, onclick: () => send(name, line.id) }, label);
  const verdict = line.dropped ? "dropped" : line.verdict;
  const bar = el("div", { class: "verdict" }, el("b", { class: verdict }, line.dropped ? "Dropped" : VERDICTS[line.verdict]));
  if (editable) {
    if (!line.dropped) bar.append(act("edit", "Edit"), act("drop", "Drop"));
    if (line.dropped || line.was) bar.append(act("restore", line.was || line.dropped === false ? "As it was given" : "Put back"));
  }
  return el(
    "div",
    { class: `line${line.dropped ? " dropped" : ""}${line.at_work ? " at-work" : ""}`, "data-line": line.id },
    el(
      "div",
      null,
      el("p", { class: "said" }, typeset(line.text)),
      bar,
      line.dropped ? null : faults,
      line.was ? el("p", { class: "was" }, "As it was given: ", typeset(line.was)) : null,
      line.added ? el("p", { class: "was" }, "Added in review.") : null,
    ),
    el(
      "div",
      { class: "beside" },
      ...line.evidence.map(cardEntry),
      ...line.missing.map((id) => el("p", { class: "none" }, `Statement ${id} is not in the corpus.`)),
      line.evidence.length || line.missing.length ? null : el("p", { class: "none" }, "No statement is cited."),
    ),
  );
}

function addNode(title, send) {
  const where = title ?? "Bottom line";
  const add = () => send("add", title ?? "");
  return el("button", { class: "add", type: "button", "aria-label": `Add a sentence: ${where}`, onclick: add }, "Add a sentence");
}

// A sentence that has not changed keeps its node: a press on it is heard while the page is drawn again.
function passageBlocks(passage, editable, send) {
  const blocks = passage.lines.map((line) => [`line-${line.id}`, [line, editable], () => lineNode(line, editable, send)]);
  if (passage.heads) blocks.unshift(["head", passage.title, () => el("h3", null, passage.title ?? "Bottom line")]);
  if (editable && passage.ends) blocks.push(["add", passage.title, () => addNode(passage.title, send)]);
  return blocks;
}

export default function (component) {
  return redraw(component, (data, trigger, before) => {
    const send = (name, value) => trigger("act", { name, value });
    const root = before ?? el("div", { class: "review" });
    const section = (title) => () => el("section", { class: title === null ? "bottom" : null });
    reconcile(root, data.passages.map((passage, i) => [`passage-${i}`, passage.title, section(passage.title)]));
    data.passages.forEach((passage, i) => reconcile(root.children[i], passageBlocks(passage, data.editable, send)));
    return root;
  });
}
