// Answers to one question beside each other. Words that only one of them has are underlined and, for screen readers, marked.

function wordsNode(runs) {
  const text = el("span", null);
  for (const run of runs) {
    if (!run.only_here) {
      text.append(run.text);
      continue;
    }
    const words = run.text.trimEnd();
    text.append(el("mark", null, el("span", { class: "read" }, "only here: "), words), run.text.slice(words.length));
  }
  return text;
}

function sentencesNode(column) {
  const parts = [];
  let section = null;
  for (const sentence of column.sentences) {
    if (sentence.section !== section) {
      section = sentence.section;
      parts.push(el("h4", null, section));
    }
    const sources = sentence.citations.join(", ");
    parts.push(
      el(
        "p",
        { class: "sentence" },
        wordsNode(sentence.runs),
        " ",
        el("span", { class: "mark", title: sources }, sentence.verdict, el("span", { class: "read" }, `, by ${sources}`)),
      ),
    );
  }
  return parts;
}

function columnNode(column) {
  const node = el("section", { class: "column", "aria-label": column.title }, el("h3", null, column.title), el("p", { class: "outcome" }, column.outcome));
  if (column.fault) node.append(el("p", { class: "fault" }, column.fault));
  if (column.message) node.append(el("p", { class: "soft" }, column.message));
  if (column.points.length) {
    const held = column.points.filter((p) => p.held).length;
    node.append(
      el(
        "ul",
        { class: "points", "aria-label": `Key points: ${held} of ${column.points.length} covered` },
        ...column.points.map((p) => el("li", { class: p.held ? "held" : "missed" }, el("b", null, p.held ? "Covered" : "Missing"), " ", typeset(p.text))),
      ),
    );
  }
  for (const claim of column.dangerous) node.append(el("p", { class: "fault" }, `Dangerous claim: ${claim}`));
  node.append(...sentencesNode(column));
  if (column.withheld.length) {
    const kept = column.withheld.map((w) => el("li", null, typeset(w.text), el("small", null, `${w.action}: ${w.why}`)));
    node.append(el("details", null, el("summary", null, `${column.withheld.length} withheld or replaced`), el("ul", null, ...kept)));
  }
  return node;
}

export default function (component) {
  const { data, parentElement } = component;
  parentElement.querySelector(".lab")?.remove();
  const page = el(
    "div",
    { class: "lab" },
    el("p", { class: "question" }, data.question),
    data.columns.length > 1 ? el("p", { class: "soft" }, "Underlined words stand in this answer and not in the one beside it.") : null,
    el("div", { class: "columns" }, ...data.columns.map(columnNode)),
  );
  parentElement.append(page);
  return () => page.remove();
}
