// A text field that tells what is typed a moment after the last key, so that the form can answer at once.

const PAUSE = 350; // milliseconds

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  let field = parentElement.querySelector("textarea");
  if (!field) {
    const label = el("label", null, el("span", { class: "label" }), el("textarea", { spellcheck: "true" }));
    parentElement.append(el("div", { class: "live" }, label, el("div", { class: "problems", role: "status", "aria-live": "polite" })));
    field = label.querySelector("textarea");
    field.value = data.value ?? "";
    let timer = null;
    const tell = () => {
      clearTimeout(timer);
      timer = null;
      setStateValue("text", field.value);
    };
    const grow = () => {
      field.style.height = "auto";
      field.style.height = `${field.scrollHeight + 2}px`;
    };
    field.addEventListener("input", () => {
      grow();
      clearTimeout(timer);
      timer = setTimeout(tell, PAUSE);
    });
    field.addEventListener("blur", () => timer !== null && tell());
    field.addEventListener("keydown", (event) => event.stopPropagation());
    requestAnimationFrame(grow);
  }
  field.rows = data.rows;
  field.setAttribute("aria-label", data.label);
  parentElement.querySelector(".label").textContent = data.label;
  const problems = parentElement.querySelector(".problems");
  problems.replaceChildren(...data.problems.map((p) => el("p", { class: p.stops ? "stops" : "note" }, p.message)));
  field.setAttribute("aria-invalid", String(data.problems.some((p) => p.stops)));
}
