// Citations: chips, the card that a chip opens, and the evidence column that lights with a sentence.

const OPEN_AFTER = 120;
const CLOSE_AFTER = 220;
// Pixels: between sentence and card, and what the frame of the page covers at its head and foot.
const GAP = 6;
const HEAD = 56;
const FOOT = 96;

function cardEntry(entry) {
  return el(
    "section",
    { class: "entry" },
    el(
      "h5",
      null,
      el("span", null, entry.number ? `${entry.number} · ${entry.name}` : entry.name),
      entry.grade ? el("span", { class: "grade", title: `Grade ${entry.grade}` }, entry.grade) : null,
    ),
    el("p", null, typeset(entry.text)),
    el(
      "small",
      null,
      [entry.locator, entry.type, entry.year].filter(Boolean).join(" · "),
      " · ",
      el("span", { class: entry.status === "unconfirmed" ? "unchecked" : "checked" }, entry.checked),
    ),
    entry.superseded ? el("small", { class: "superseded" }, `Replaced by: ${entry.superseded}`) : null,
    entry.url
      ? el(
          "a",
          { href: entry.url, target: "_blank", rel: "noopener noreferrer", class: "source", "aria-label": `Open the source: ${entry.name}` },
          "Open the source",
        )
      : null,
  );
}

class Citations {
  constructor(root, text, column) {
    this.root = root;
    this.text = text;
    this.column = column;
    this.entries = new Map();
    this.timer = null;
    this.opener = null;
    this.pinned = false;
    this.quiet = false;
    this.card = el("div", { class: "card", role: "dialog", "aria-label": "Citation", hidden: true });
    this.card.addEventListener("pointerenter", () => clearTimeout(this.timer));
    this.card.addEventListener("pointerleave", () => this.closeSoon());
    this.card.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.card.contains(event.relatedTarget) && event.relatedTarget !== this.opener) this.close();
    });
    this.onKey = (event) => {
      if (event.key === "Escape" && this.opener) {
        event.preventDefault();
        const opener = this.opener;
        this.close();
        this.quiet = true;
        opener.focus({ preventScroll: true });
        this.quiet = false;
      }
    };
    this.onPress = (event) => {
      if (this.opener && !event.composedPath().some((n) => n === this.card || n === this.opener)) this.close();
    };
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("pointerdown", this.onPress);
    root.append(this.card);
  }

  update(evidence, definitions = []) {
    this.entries = new Map([...definitions, ...evidence].map((entry) => [entry.id, entry]));
  }

  destroy() {
    clearTimeout(this.timer);
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("pointerdown", this.onPress);
    this.card.remove();
  }

  chip(data) {
    const chip = el(
      "button",
      { class: "chip", type: "button", "aria-label": data.label, "aria-expanded": "false" },
      String(data.number),
    );
    return this.opens(chip, data.ids);
  }

  // A term of the glossary, which opens its definition.
  term(text, id) {
    const button = el("button", { class: "term", type: "button", "aria-label": `${text}: definition`, "aria-expanded": "false" }, text);
    return this.opens(button, [id]);
  }

  opens(chip, ids) {
    const data = { ids };
    chip.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "mouse") return;
      clearTimeout(this.timer);
      if (!this.pinned) this.timer = setTimeout(() => this.open(chip, data.ids, false), OPEN_AFTER);
    });
    chip.addEventListener("pointerleave", () => this.closeSoon());
    chip.addEventListener("focus", () => {
      if (!this.quiet && chip.matches(":focus-visible")) this.open(chip, data.ids, false);
    });
    chip.addEventListener("blur", () => this.closeSoon());
    chip.addEventListener("click", (event) => {
      if (this.opener === chip && this.pinned) this.close();
      else {
        this.open(chip, data.ids, true);
        // Pressed from the keyboard: go into the card, whose link comes next; Escape leads back.
        if (event.detail === 0) this.card.querySelector("a, button")?.focus({ preventScroll: true });
      }
    });
    return chip;
  }

  open(chip, ids, pinned) {
    clearTimeout(this.timer);
    if (this.opener && this.opener !== chip) this.close();
    this.opener = chip;
    this.pinned = pinned;
    chip.setAttribute("aria-expanded", "true");
    this.card.replaceChildren(
      ...ids.map((id) => this.entries.get(id)).filter(Boolean).map(cardEntry),
      el("button", { class: "close", type: "button", "aria-label": "Close the citation", onclick: () => this.close() }, "×"),
    );
    this.card.hidden = false;
    this.place(chip);
    this.light(ids, true);
  }

  // Below the sentence, or above it where there is more room: the card never hides what it proves.
  place(chip) {
    // What is measured is as on the screen; what is set is within a page that may be enlarged for projecting.
    const zoom = this.root.currentCSSZoom ?? 1;
    const sentence = chip.closest(".sentence") ?? chip;
    const frame = this.root.getBoundingClientRect();
    const text = this.text.getBoundingClientRect();
    const width = Math.min(440 * zoom, text.width - 16);
    const least = Math.max(text.left, 8);
    const left = Math.min(Math.max(chip.getBoundingClientRect().left - 24, least), Math.max(text.right - width - 8, least));
    this.card.style.width = `${width / zoom}px`;
    this.card.style.maxHeight = "none";
    const height = this.card.getBoundingClientRect().height;
    const room = () => {
      const lines = sentence.getBoundingClientRect();
      return { lines, below: window.innerHeight - FOOT - lines.bottom - GAP, above: lines.top - HEAD - GAP };
    };
    let { lines, below, above } = room();
    if (height > below && height > above && Math.max(below, above) < 200) {
      sentence.scrollIntoView({ block: "start" });
      ({ lines, below, above } = room());
    }
    const under = height <= below || below >= above;
    const shown = Math.min(height, Math.max(under ? below : above, 160), 460 * zoom);
    this.card.style.maxHeight = `${shown / zoom}px`;
    this.card.style.left = `${(left - frame.left) / zoom}px`;
    const top = under ? lines.bottom + GAP : lines.top - shown - GAP;
    this.card.style.top = `${(top - this.root.getBoundingClientRect().top) / zoom}px`;
  }

  closeSoon() {
    clearTimeout(this.timer);
    if (!this.pinned) {
      this.timer = setTimeout(() => {
        if (!this.card.contains(this.root.getRootNode().activeElement)) this.close();
      }, CLOSE_AFTER);
    }
  }

  close() {
    clearTimeout(this.timer);
    if (this.opener) this.opener.setAttribute("aria-expanded", "false");
    this.opener = null;
    this.pinned = false;
    this.card.hidden = true;
    this.light([], false);
  }

  // Lights the evidence of a sentence in the column, and scrolls the column alone to it.
  light(ids) {
    const wanted = new Set(ids);
    let first = null;
    for (const node of this.column.querySelectorAll(".entry")) {
      const on = wanted.has(node.dataset.id);
      node.classList.toggle("on", on);
      if (on && !first) first = node;
    }
    for (const chip of this.root.querySelectorAll(".chip")) {
      chip.classList.toggle("on", wanted.size > 0 && chip.ids?.some((id) => wanted.has(id)) === true);
    }
    const list = this.column.querySelector(".entries");
    if (first && list && list.scrollHeight > list.clientHeight) {
      const top = first.offsetTop;
      if (top < list.scrollTop || top + first.offsetHeight > list.scrollTop + list.clientHeight) {
        list.scrollTo({ top: top - 8 });
      }
    }
  }
}
