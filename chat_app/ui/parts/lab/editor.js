// A prompt under edit: numbered lines, told a moment after the last key, and the line that is wrong marked.

const PAUSE = 350; // milliseconds

function build(parent, data, tell) {
  const field = el("textarea", { spellcheck: "false", wrap: "off", autocapitalize: "off", "aria-describedby": "fault" });
  const gutter = el("ol", { class: "gutter", "aria-hidden": "true" });
  const fault = el("p", { class: "verdict-line", id: "fault", role: "status", "aria-live": "polite" });
  const label = el("label", null, el("span", { class: "label" }, data.label), el("div", { class: "sheet" }, gutter, field));
  parent.append(el("div", { class: "lab editor" }, label, fault));
  field.value = data.value ?? "";
  let timer = null;
  const flush = () => {
    clearTimeout(timer);
    timer = null;
    tell(field.value);
  };
  field.addEventListener("input", () => {
    number(gutter, field);
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
  });
  field.addEventListener("blur", () => timer !== null && flush());
  field.addEventListener("scroll", () => (gutter.scrollTop = field.scrollTop));
  field.addEventListener("keydown", (event) => event.stopPropagation());
  return field;
}

function number(gutter, field) {
  const lines = field.value.split("\n").length;
  while (gutter.children.length < lines) gutter.append(el("li", null, String(gutter.children.length + 1)));
  while (gutter.children.length > lines) gutter.lastChild.remove();
}

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const field = parentElement.querySelector("textarea") ?? build(parentElement, data, (text) => setStateValue("text", text));
  const gutter = parentElement.querySelector(".gutter");
  number(gutter, field);
  for (const [place, line] of [...gutter.children].entries()) line.className = place + 1 === data.line ? "wrong" : "";
  const fault = parentElement.querySelector(".verdict-line");
  fault.textContent = data.message;
  fault.className = `verdict-line ${data.sound ? "sound" : "unsound"}`;
  field.setAttribute("aria-label", data.label);
  field.setAttribute("aria-invalid", String(!data.sound));
}
