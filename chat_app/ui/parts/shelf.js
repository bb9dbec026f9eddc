// A list to choose from: cases or recordings. Titles and summaries are people's words: text nodes only.

function shelfNode(data, send) {
  const row = (item) => {
    const facts = item.facts.map((fact) => el("span", null, fact));
    const text = el("span", { class: "text" }, el("b", null, item.title), item.summary ? el("span", { class: "summary" }, item.summary) : null, el("small", null, ...facts));
    if (item.problem) return el("li", { class: "broken" }, el("div", null, text, el("p", { class: "problem" }, item.problem)));
    return el(
      "li",
      null,
      el("button", { type: "button", class: "open", onclick: () => send("open", { id: item.id }) }, text, el("span", { class: "arrow", "aria-hidden": "true" }, "→")),
    );
  };
  return el("div", { class: "shelf" }, el("ul", { "aria-label": data.label }, ...data.items.map(row)));
}

export default (component) => redraw(component, shelfNode);
