// What was said or done, a row each, in people's own words: text nodes only.

export default function (component) {
  const { data, parentElement } = component;
  parentElement.querySelector(".record")?.remove();
  const root = el("div", { class: "record" });
  for (const row of data.rows) {
    root.append(
      el(
        "div",
        { class: `row ${row.tone ?? ""}` },
        row.title ? el("h2", null, row.title) : null,
        row.head ? el("p", { class: "head" }, row.head) : null,
        row.text ? el("p", null, row.text) : null,
        row.small ? el("p", { class: "small" }, row.small) : null,
      ),
    );
  }
  parentElement.append(root);
  return () => root.remove();
}
