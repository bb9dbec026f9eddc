// A plain table: people's words go in as text nodes.

export default function (component) {
  const { data, parentElement } = component;
  parentElement.querySelector(".lab")?.remove();
  const head = data.columns.map((name) => el("th", { scope: "col" }, name));
  const rows = data.rows.map(([first, ...others]) =>
    el("tr", null, el("th", { scope: "row" }, first), ...others.map((text) => el("td", null, typeset(text)))),
  );
  const table = el("table", { "aria-label": data.label }, el("thead", null, el("tr", null, ...head)), el("tbody", null, ...rows));
  const page = el("div", { class: "lab" }, el("div", { class: "scroll" }, table));
  parentElement.append(page);
  return () => page.remove();
}
