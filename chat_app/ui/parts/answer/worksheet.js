// A determination or a calculation that came with the answer: a title, lines and tables, all of them text.

function worksheetNode(data, context) {
  const node = el("section", { class: "worksheet" });
  const cell = (c) => {
    const found = [typeset(String(c.text))];
    for (const chip of c.chips ?? []) {
      const button = context.citations.chip(chip);
      button.ids = chip.ids;
      found.push(button);
    }
    return found;
  };
  if (data.title) node.append(el("h3", null, data.title));
  if (data.verdict) node.append(el("p", { class: "verdict" }, el("b", null, data.verdict)));
  if (data.counts) node.append(el("p", { class: "counts" }, data.counts));
  // A long worksheet opens on demand: the answer goes on below it.
  const body = data.more ? el("details", null, el("summary", null, data.more)) : node;
  if (body !== node) node.append(body);
  for (const table of data.tables ?? []) {
    const head = table.columns.map((name) => el("th", { scope: "col" }, name));
    const rows = table.rows.map((row) =>
      el("tr", null, ...row.map((c) => el("td", { class: c.tone ?? null }, ...cell(c)))),
    );
    if (table.caption) body.append(el("h4", null, table.caption));
    body.append(
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": table.caption ?? "Table" },
        el("table", null, el("thead", null, el("tr", null, ...head)), el("tbody", null, ...rows))),
    );
  }
  if (data.list) {
    body.append(el("h4", null, data.list.caption), el("ul", null, ...data.list.items.map((item) => el("li", null, typeset(item)))));
  }
  for (const line of data.lines ?? []) body.append(el("p", { class: line.tone ?? null }, ...cell(line)));
  return node;
}
