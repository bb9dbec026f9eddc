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

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  parentElement.querySelector(".review")?.remove();
  const root = el("div", { class: "review" });
  const send = (name, value) => setTriggerValue("act", { name, value });
  for (const passage of data.passages) {
    const node = el("section", { class: passage.title === null ? "bottom" : null });
    if (passage.heads) node.append(el("h3", null, passage.title ?? "Bottom line"));
    for (const line of passage.lines) node.append(lineNode(line, data.editable, send));
    if (data.editable && passage.ends) {
      const where = passage.title ?? "Bottom line";
      node.append(el("button", { class: "add", type: "button", "aria-label": `Add a sentence: ${where}`, onclick: () => send("add", passage.title ?? "") }, "Add a sentence"));
    }
    root.append(node);
  }
  parentElement.append(root);
  return () => root.remove();
}
