// Names and values of one record. Values are people's words and go in as text nodes; only https links are links.

export default function (component) {
  const { data, parentElement } = component;
  parentElement.querySelector("dl")?.remove();
  const list = el("dl", { "aria-label": data.label });
  for (const [name, value] of data.facts) {
    const shown = /^https:\/\/\S+$/.test(value)
      ? el("a", { href: value, target: "_blank", rel: "noopener noreferrer" }, value)
      : typeset(value);
    list.append(el("dt", null, name), el("dd", null, shown));
  }
  parentElement.append(list);
  return () => list.remove();
}
