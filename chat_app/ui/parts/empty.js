// The page before the first question: what this is, four questions to begin with, one line of disclaimer.

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const pressed = {};
  const send = (example) => {
    if (!repeats(pressed, "example", example)) setTriggerValue("example", example);
  };
  const rows = data.examples.map((example) =>
    el(
      "li",
      null,
      el(
        "button",
        { type: "button", onclick: () => send(example) },
        el("span", null, el("small", null, example.reader), el("span", { class: "q" }, example.question)),
        el("span", { class: "arrow", "aria-hidden": "true" }, "→"),
      ),
    ),
  );
  const page = el(
    "div",
    { class: "empty" },
    el("h1", null, data.title),
    el("p", { class: "about" }, data.about),
    el("ul", null, ...rows),
    el("p", { class: "disclaimer" }, data.disclaimer),
  );
  parentElement.querySelector(".empty")?.remove();
  parentElement.append(page);
  return () => page.remove();
}
