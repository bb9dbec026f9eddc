// The page before the first question: what this is, four questions to begin with, one line of disclaimer.

function emptyNode(data, send) {
  const pressed = {};
  const ask = (example) => {
    if (!repeats(pressed, "example", example)) send("example", example);
  };
  const rows = data.examples.map((example) =>
    el(
      "li",
      null,
      el(
        "button",
        { type: "button", onclick: () => ask(example) },
        el("span", null, el("small", null, example.reader), el("span", { class: "q" }, example.question)),
        el("span", { class: "arrow", "aria-hidden": "true" }, "→"),
      ),
    ),
  );
  return el(
    "div",
    { class: "empty" },
    el("h1", null, data.title),
    el("p", { class: "about" }, data.about),
    el("ul", null, ...rows),
    el("p", { class: "disclaimer" }, data.disclaimer),
  );
}

export default (component) => redraw(component, emptyNode);
