// A teaching case: the step at hand, its course and pathway beside it, and the keys that move through it.

class CasePage {
  constructor(parent) {
    this.note = el("div", { class: "aloud", role: "status" });
    this.head = el("header", { class: "top" });
    this.main = el("article", { class: "scene" });
    this.side = el("aside", { class: "beside", "aria-label": "Course and pathway" });
    this.column = el("div", { hidden: true });
    this.bar = el("div", { class: "bar", role: "toolbar", "aria-label": "Steps of the case" });
    this.root = el("div", { class: "case" }, this.head, el("div", { class: "grid" }, this.main, this.side), this.bar, this.note, this.column);
    parent.append(this.root);
    this.citations = new Citations(this.root, this.root, this.column);
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey);
    this.citations.destroy();
    this.root.remove();
  }

  update(data, send) {
    const before = this.data;
    this.data = data;
    this.citations.close();
    this.citations.update(data.evidence, data.glossary.cards);
    const page = { view: data.view, key: data.key, glossary: data.glossary, citations: this.citations, seen: new Set(), send };
    this.send = send;
    this.root.classList.toggle("present", data.view === "present");
    const tag = (name) => `${data.view}-${data.key}-${name}`;
    reconcile(this.head, this.headBlocks(page));
    const blocks = [[tag("title"), data.step, (d) => el("div", { class: "heading" }, el("p", { class: "place" }, d.place), el("h2", { tabindex: "-1" }, d.title))]];
    const add = (name, part, build) => { if (part && (!Array.isArray(part) || part.length)) blocks.push([tag(name), part, build]); };
    blocks.push([tag("story"), { introduction: data.introduction, story: data.story }, storyNode]);
    add("labs", data.labs, labsNode);
    add("biopsy", data.biopsy, biopsyNode);
    add("therapy", data.therapy, therapyNode);
    data.compare.forEach((section, i) => add(`compare-${i}`, section, (s) => sectionNode(s, page)));
    add(`decision-${data.phase}`, data.decision, (d) => decisionNode(d, page));
    add("ending", data.ending, (d) => endingNode(d, page));
    if (data.view === "study") blocks.push([tag("on"), { phase: data.phase, trail: data.trail.length }, () => this.waysOn(page)]);
    reconcile(this.main, blocks);
    reconcile(this.side, this.sideBlocks(page));
    reconcile(this.bar, data.view === "present" ? [["keys", { phase: data.phase, more: data.more, step: data.trail.length }, () => this.keys(page)]] : []);
    this.bar.hidden = data.view !== "present";
    this.arrive(before, data);
    // The course and the pathway have a scroll of their own: what has come last is in sight.
    const shown = data.view === "present" && before?.key === data.key && !before.pathway && data.pathway;
    if (shown) this.side.querySelector(".pathway")?.scrollIntoView({ block: "nearest" });
    else if (before?.key !== data.key) this.side.scrollTo({ top: 0 });
    for (const table of this.main.querySelectorAll(".labs .scroll")) table.scrollLeft = table.scrollWidth;
  }

  // Where the eye and the reading voice go after a step: to what is new.
  arrive(before, data) {
    if (!before) return;
    const moved = before.key !== data.key;
    const target = moved ? this.main.querySelector("h2") : before.phase !== data.phase ? this.main.querySelector(".verdict") : null;
    if (target) {
      target.focus({ preventScroll: true });
      const scroll = () => (moved ? this.root : target).scrollIntoView({ block: moved ? "start" : "center" });
      requestAnimationFrame(scroll);
      this.note.textContent = moved ? `${data.step.title}. ${data.step.place}.` : target.textContent;
    } else if (data.view === "present" && before.more > data.more) {
      const blocks = [...this.main.children].filter((node) => !node.dataset.block.endsWith("-title"));
      requestAnimationFrame(() => blocks.at(-1)?.scrollIntoView({ block: "nearest" }));
    }
  }

  headBlocks(page) {
    const data = this.data;
    const other = data.view === "present" ? ["study", "Self-study view"] : ["present", "Presenter view"];
    const link = (label, act) => el("button", { type: "button", class: "link", onclick: act }, label);
    return [
      ["name", [data.case, data.view, data.handout], () => el("div", { class: "name" },
        el("p", { class: "facts" }, ...data.case.facts.map((fact, i, all) => el("span", { class: i === all.length - 1 ? "invented" : null }, fact))),
        el("h1", null, data.case.title),
        el("div", { class: "tools" },
          link(other[1], () => page.send("act", { do: "view", view: other[0] })),
          el("a", { class: "link", href: data.handout, target: "_blank", rel: "noopener" }, "Handout (PDF)"),
          data.solution ? el("a", { class: "link", href: data.solution, target: "_blank", rel: "noopener" }, "Solution (PDF)") : null,
          link("Begin again", () => page.send("act", { do: "again" })),
          link("All cases", () => page.send("act", { do: "leave" }))))],
      ["trail", data.trail, (trail) => el("nav", { "aria-label": "Path taken" }, el("ol", { class: "trail" }, ...trail.map((step, i) => {
        const last = i === trail.length - 1;
        const text = el("span", null, step.title, el("small", null, ` ${step.month}`));
        return el("li", null, last ? el("span", { "aria-current": "step" }, text) : el("button", { type: "button", onclick: () => page.send("act", { do: "back", step: step.id }) }, text));
      })))],
    ];
  }

  sideBlocks(page) {
    const { trajectory, pathway, points } = this.data;
    const blocks = [];
    if (points.length) blocks.push(["points", points, (d) => el("section", null, el("h3", null, "What this case teaches"), el("ul", { class: "lines" }, ...d.map((p) => el("li", null, p))))]);
    if (trajectory) blocks.push(["trajectory", trajectory, (d) => el("section", { class: "course" }, el("h3", null, "Course"), pictureNode(d, { least: 430 }))]);
    if (pathway) blocks.push(["pathway", pathway, (d) => pathwayNode(d, page)]);
    return blocks;
  }

  waysOn(page) {
    const { phase, trail } = this.data;
    const row = el("div", { class: "row ways" });
    const button = (label, value, main) => row.append(el("button", { type: "button", class: main ? "main" : "side", onclick: () => page.send("act", value) }, label));
    if (phase === "reading" || phase === "revealed") button("Go on", { do: "advance" }, true);
    if (phase === "ended") button("Play again", { do: "again" }, true);
    if (trail.length > 1) button("Back a step", { do: "back", step: trail.at(-2).id }, false);
    return row;
  }

  keys(page) {
    const { phase, more, shown, trail } = this.data;
    const next = more ? "Show more" : { reading: "Go on", deciding: "Show why", committed: "Show why", revealed: "Go on", ended: "The end" }[phase];
    const hint = more || phase !== "deciding" ? "Space or → goes on, ← goes back, numbers open an option." : "Press the number of the option that the room chose, then space.";
    return el("div", { class: "keys" },
      el("button", { type: "button", class: "main", disabled: phase === "ended" && !more, "aria-keyshortcuts": "Space ArrowRight PageDown", onclick: () => this.next() }, next),
      el("button", { type: "button", "aria-keyshortcuts": "ArrowLeft PageUp", onclick: () => page.send("act", { do: "previous" }) }, "Back"),
      el("span", { class: "hint" }, hint),
      el("span", { class: "where" }, `Step ${trail.length}, part ${shown} of ${shown + more}`));
  }

  next() {
    const { phase, more } = this.data;
    if (more) this.send("act", { do: "show" });
    else if (phase === "deciding") this.main.querySelector(".decision")?.commit?.();
    else if (phase === "reading" || phase === "revealed") this.send("act", { do: "advance" });
    else if (phase === "committed") this.send("act", { do: "reveal" });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    if (node?.closest?.("textarea, select, [contenteditable=true], input:not([type=radio])")) return;
    if (/^[1-9]$/.test(event.key)) {
      const decision = this.main.querySelector(".decision");
      if (!decision?.pick || node?.closest?.(".sure")) return;
      event.preventDefault();
      decision.pick(Number(event.key) - 1);
      return;
    }
    if (this.data.view !== "present") return;
    const control = node?.closest?.("button, a, summary, .node");
    const radio = node?.matches?.("input[type=radio]");
    if ((event.key === " " && (!control || radio)) || event.key === "PageDown" || (event.key === "ArrowRight" && !radio)) {
      event.preventDefault();
      this.next();
    } else if (event.key === "PageUp" || (event.key === "ArrowLeft" && !radio)) {
      event.preventDefault();
      this.send("act", { do: "previous" });
    }
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  parentElement.lnCase ??= new CasePage(parentElement);
  const signature = JSON.stringify(data);
  if (parentElement.lnCase.signature !== signature) parentElement.lnCase.update(data, (name, value) => parentElement.lnCase.sender(name, value));
  parentElement.lnCase.signature = signature;
  parentElement.lnCase.sender = setTriggerValue;
  return () => {
    if (parentElement.isConnected) return;
    parentElement.lnCase?.destroy();
    delete parentElement.lnCase;
  };
}
