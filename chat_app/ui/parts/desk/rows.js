// A list of records to open: a line of text, a line of where it stands. People's words go in as text nodes.

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  parentElement.querySelector(".rows")?.remove();
  const list = el("ul", { class: "rows", "aria-label": data.label });
  for (const row of data.rows) {
    const badges = (row.badges ?? []).map((b) => el("span", { class: `badge ${b.tone ?? ""}` }, b.text));
    list.append(
      el(
        "li",
        null,
        el(
          "button",
          { type: "button", onclick: () => setTriggerValue("open", row.id) },
          el("span", { class: "text" }, typeset(row.text)),
          el("span", { class: "where" }, ...badges, el("span", null, row.where)),
        ),
      ),
    );
  }
  if (!data.rows.length) list.append(el("li", { class: "none" }, data.none));
  parentElement.append(list);
  return () => list.remove();
}
