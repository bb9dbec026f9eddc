// The parts of a step: what is told of the patient, the values, the biopsy, the ways the guidelines differ.

function storyNode({ introduction, story }) {
  const node = el("div", { class: "story" });
  if (introduction) node.append(el("p", { class: "who" }, typeset(introduction)));
  for (const text of story) node.append(el("p", null, typeset(text)));
  return node;
}

function labsNode({ months, rows }) {
  const last = months.length - 1;
  const head = [el("th", { scope: "col" }, "Month"), ...months.map((m, i) => el("th", { scope: "col", class: i === last ? "now" : null }, m))];
  const body = rows.map(([name, ...values]) =>
    el("tr", null, el("th", { scope: "row" }, name), ...values.map((v, i) => el("td", { class: i === last ? "now" : null }, v))));
  return el("section", { class: "labs" }, el("h3", null, "Laboratory values"),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Laboratory values" },
      el("table", null, el("thead", null, el("tr", null, ...head)), el("tbody", null, ...body))));
}

function biopsyNode({ head, findings }) {
  return el("section", { class: "biopsy" }, el("h3", null, "Kidney biopsy"), el("p", { class: "report" }, el("b", null, `${head}. `), ...findings.flatMap((f) => [typeset(f), " "])));
}

function therapyNode(lines) {
  return el("section", null, el("h3", null, "Therapy"), el("ul", { class: "lines" }, ...lines.map((line) => el("li", null, typeset(line)))));
}

function endingNode(ending, page) {
  const context = { ...page, seen: new Set() };
  const score = ending.score;
  const node = el("section", { class: `ending ${ending.tone}` }, el("h3", { class: "outcome", tabindex: "-1" }, ending.outcome));
  for (const text of ending.summary) node.append(el("p", { class: "told" }, typeset(text)));
  node.append(el("h3", null, "To take home"), whyNode(ending.why, context));
  if (!score.decisions.length) return node;
  node.append(el("h3", null, "Decisions"), el("p", { class: "told" }, el("b", null, score.points)));
  const sure = score.calibration !== null;
  const rows = score.decisions.map((d) =>
    el("tr", null, el("th", { scope: "row" }, d.question),
      el("td", null, ratingNode(d), " ", d.chosen, d.best.length ? el("span", { class: "better" }, `Best: ${d.best.join("; or: ")}`) : null),
      sure ? el("td", null, d.said) : null));
  node.append(el("table", { class: "review" }, el("thead", null, el("tr", null, ...["Decision", "Choice", ...(sure ? ["How sure"] : [])].map((c) => el("th", { scope: "col" }, c)))), el("tbody", null, ...rows)));
  if (score.calibration) {
    node.append(el("h3", null, "Confidence"), el("p", { class: "told" }, score.calibration), pictureNode(score.picture, { table: "Confidence as a table" }), el("p", { class: "quiet" }, score.brier));
  }
  return node;
}

function ratingNode({ rating, word }) {
  const signs = { best: "●", acceptable: "◐", wrong: "○" };
  return el("span", { class: `rating ${rating}` }, el("span", { "aria-hidden": "true" }, `${signs[rating]} `), word);
}

// Sentences with their citations; those that rest on the same statement read on as one paragraph.
function whyNode(sentences, context) {
  const node = el("div", { class: "section why" });
  for (const sentence of sentences) node.append(el("p", null, sentenceNode(sentence, context)));
  return node;
}

function pathwayNode(pathway, page) {
  const says = el("div", { class: "says", "aria-live": "polite" });
  const by = new Map(pathway.nodes.map((n) => [n.id, n]));
  const open = (id) => {
    const context = { ...page, seen: new Set() };
    const place = id === pathway.present ? " (present step)" : "";
    says.replaceChildren(el("h4", null, `${by.get(id).title}${place}`), whyNode(by.get(id).why, context));
    for (const node of picture.querySelectorAll(".node")) node.classList.toggle("open", node.dataset.node === id);
  };
  const picture = pictureNode(pathway.picture, { onOpen: open, least: Math.min(430, pathway.picture.width) });
  const node = el("section", { class: "pathway" }, el("h3", null, `Pathway: ${pathway.title}`), picture,
    el("p", { class: "key" }, "Filled: the present step. Tinted: passed. Press a step to read what the statements say."), says);
  open(pathway.present);
  return node;
}
