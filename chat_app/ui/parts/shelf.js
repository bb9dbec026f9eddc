// A list to choose from: cases or recordings. Titles and summaries are people's words: text nodes only.

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  parentElement.querySelector(".shelf")?.remove();
  const row = (item) => {
    const facts = item.facts.map((fact) => el("span", null, fact));
    const text = el("span", { class: "text" }, el("b", null, item.title), item.summary ? el("span", { class: "summary" }, item.summary) : null, el("small", null, ...facts));
    if (item.problem) return el("li", { class: "broken" }, el("div", null, text, el("p", { class: "problem" }, item.problem)));
    return el(
      "li",
      null,
      el("button", { type: "button", class: "open", onclick: () => setTriggerValue("open", { id: item.id }) }, text, el("span", { class: "arrow", "aria-hidden": "true" }, "→")),
    );
  };
  const root = el("div", { class: "shelf" }, el("ul", { "aria-label": data.label }, ...data.items.map(row)));
  parentElement.append(root);
  return () => root.remove();
}
