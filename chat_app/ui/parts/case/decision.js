// A decision: the question, its options, how sure one is, and afterwards why each option is what it is.

function decisionNode(decision, page) {
  return decision.verdict ? explainedNode(decision, page) : openNode(decision, page);
}

function openNode(decision, page) {
  const present = page.view === "present";
  const name = `option-${page.key}`;
  const node = el("form", { class: "decision" });
  const options = el("fieldset", null, el("legend", null, decision.question));
  decision.options.forEach((option, i) => {
    const box = el("input", { type: "radio", name, value: i });
    options.append(el("label", { class: "option" }, box, el("span", { class: "nth" }, `${i + 1}`), el("span", null, typeset(option.text))));
  });
  node.append(options);
  const sure = el("fieldset", { class: "sure" }, el("legend", null, "How sure are you that this is a best option?"));
  for (const { value, word } of decision.confidence) {
    sure.append(el("label", null, el("input", { type: "radio", name: `sure-${page.key}`, value }), el("span", null, word, el("small", null, `${value}%`))));
  }
  if (!present) node.append(sure);
  const hint = el("p", { class: "quiet", role: "status" });
  const commit = el("button", { type: "submit", class: "main" }, present ? "Show why" : "Commit and see why");
  node.append(el("div", { class: "row" }, commit, hint));
  const chosen = (fieldset) => fieldset.querySelector("input:checked")?.value;
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    const option = chosen(options);
    const confidence = chosen(sure);
    if (option === undefined) hint.textContent = present ? "Press the number of an option first." : "Choose an option first.";
    else if (!present && confidence === undefined) hint.textContent = "Say how sure you are first.";
    else page.send("act", { do: "choose", option: Number(option), confidence: present ? null : Number(confidence) });
  });
  // For the keys of the page: pick an option by its number, commit, and say whether one was picked.
  node.pick = (place) => {
    const box = options.querySelectorAll("input")[place];
    if (!box) return;
    box.checked = true;
    hint.textContent = "";
    box.focus();
  };
  node.commit = () => node.requestSubmit();
  return node;
}

function explainedNode(decision, page) {
  const node = el("section", { class: "decision done" }, el("h3", { class: "asked" }, decision.question));
  const mine = decision.options[decision.chosen];
  const said = decision.said ? ` You were ${decision.said} sure.` : "";
  node.append(el("p", { class: "verdict", tabindex: "-1" }, el("b", null, `${decision.verdict}.`), ` Option ${decision.chosen + 1} was chosen.${said}`));
  decision.options.forEach((option, i) => {
    const context = { ...page, seen: new Set() };
    const summary = el("summary", null, el("span", { class: "nth" }, `${i + 1}`),
      el("span", { class: "what" }, typeset(option.text), option === mine ? el("span", { class: "mine" }, "chosen") : null), ratingNode(option));
    const body = el("div", { class: "reasons" });
    if (option.here) body.append(el("p", { class: "here" }, typeset(option.here)));
    body.append(whyNode(option.why, context));
    node.append(el("details", { class: `option ${option.rating}`, open: option.open }, summary, body));
  });
  const all = el("button", { type: "button", class: "link every" }, "Open every reason");
  all.addEventListener("click", () => {
    for (const details of node.querySelectorAll("details")) details.open = true;
    all.remove();
  });
  if (!decision.options.every((option) => option.open)) node.append(all);
  node.pick = (place) => {
    const found = node.querySelectorAll("details")[place];
    if (!found) return;
    found.open = !found.open;
    found.querySelector("summary").focus();
  };
  return node;
}
