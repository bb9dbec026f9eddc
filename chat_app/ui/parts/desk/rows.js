// A list of records to open: a line of text, a line of where it stands. People's words go in as text nodes.

function rowsNode(data, send) {
  const list = el("ul", { class: "rows", "aria-label": data.label });
  for (const row of data.rows) {
    const badges = (row.badges ?? []).map((b) => el("span", { class: `badge ${b.tone ?? ""}` }, b.text));
    list.append(
      el(
        "li",
        null,
        el(
          "button",
          { type: "button", onclick: () => send("open", row.id) },
          el("span", { class: "text" }, typeset(row.text)),
          el("span", { class: "where" }, ...badges, el("span", null, row.where)),
        ),
      ),
    );
  }
  if (!data.rows.length) list.append(el("li", { class: "none" }, data.none));
  return list;
}

export default (component) => redraw(component, rowsNode);
