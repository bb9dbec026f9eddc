// Figures of a run: what each pair shows, in a sentence; then a table with intervals. People's words go in as text nodes.

export default function (component) {
  const { data, parentElement } = component;
  parentElement.querySelector(".lab")?.remove();
  const page = el("div", { class: "lab" });
  for (const pair of data.pairs) {
    const rows = pair.rows.map((row) => el("tr", null, el("th", { scope: "row" }, row.title), el("td", null, typeset(row.text))));
    page.append(
      el(
        "section",
        { class: `pair ${pair.tone}`, "aria-label": pair.title },
        el("p", { class: "summary" }, typeset(pair.summary)),
        el(
          "details",
          null,
          el("summary", null, `Every figure of ${pair.title}`),
          el("table", null, el("tbody", null, ...rows)),
          el(
            "p",
            { class: "soft" },
            "Paired tests over questions (sign flips; McNemar for yes and no); P values corrected for all pairs and all figures of quality, and apart from them for all others (Holm). The verdict rests on quality alone.",
          ),
        ),
      ),
    );
  }
  const heads = data.contestants.map((c) =>
    el("th", { scope: "col" }, c.title, el("small", null, c.faults ? `${c.results} results, ${c.faults} failed` : `${c.results} results`)),
  );
  if (data.single) heads.push(el("th", { scope: "col" }, "Verdict", el("small", null, "second against first")));
  const bodies = data.groups.map((group) =>
    el(
      "tbody",
      null,
      el("tr", { class: "group" }, el("th", { scope: "rowgroup", colspan: 1 + heads.length }, group.title)),
      ...group.rows.map((row) =>
        el(
          "tr",
          null,
          el("th", { scope: "row", title: row.about }, row.title),
          ...row.cells.map((cell) =>
            el("td", null, el("span", { class: "mean" }, cell.mean), el("small", null, cell.n ? `${cell.interval}, n = ${cell.n}` : "")),
          ),
          ...(data.single ? row.verdicts.map((v) => el("td", { class: `verdict ${v.tone}` }, v.text)) : []),
        ),
      ),
    ),
  );
  page.append(
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Figures" },
      el("table", { class: "figures" }, el("thead", null, el("tr", null, el("th", { scope: "col" }, "Figure"), ...heads)), ...bodies),
    ),
    el("p", { class: "soft" }, "Means over questions, below them their 95% confidence intervals."),
  );
  parentElement.append(page);
  return () => page.remove();
}
