// What a reader does with an answer: say whether it helped, copy it, link to it.

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = el("textarea", { style: "position:fixed;opacity:0" });
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
}

function rateForm(action, context, done) {
  const boxes = action.reasons.map((reason) => {
    const box = el("input", { type: "checkbox", value: reason.value });
    return el("label", null, box, reason.label);
  });
  const comment = el("textarea", { rows: 2, maxlength: 2000, "aria-label": "What is wrong", placeholder: "What is wrong (no patient details)" });
  comment.addEventListener("keydown", (event) => event.stopPropagation());
  const form = el("form", { class: "rate" }, el("fieldset", null, el("legend", null, "What is wrong with this answer?"), ...boxes), comment,
    el("div", null, el("button", { class: "link", type: "submit" }, "Send"), el("button", { class: "link quiet", type: "button", onclick: done }, "Cancel")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const reasons = [...form.querySelectorAll("input:checked")].map((box) => box.value);
    context.send("feedback", { helpful: false, reasons, comment: comment.value.trim() });
  });
  return form;
}

function actionsNode(data, context) {
  const bar = el("div", { class: "acts" });
  const node = el("div", { class: "actions" }, bar);
  for (const action of data) {
    if (action.kind === "link") {
      bar.append(el("a", { href: action.href, download: action.download ?? null }, action.label));
      continue;
    }
    if (action.kind === "said") {
      bar.append(el("span", { class: "quiet" }, action.label));
      continue;
    }
    const pressed = action.kind === "rate" ? String(action.pressed) : null;
    const button = el("button", { class: "link", type: "button", "aria-pressed": pressed }, action.pressed ? `${action.label}, noted` : action.label);
    button.addEventListener("click", async () => {
      if (action.kind === "send") context.send(action.name, true);
      else if (action.kind === "copy") {
        await copyText(action.link ? new URL(action.text, window.location.href).href : action.text);
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = action.label; }, 1600);
      } else if (action.helpful) context.send("feedback", { helpful: true, reasons: [], comment: "" });
      else if (!node.querySelector(".rate")) {
        const form = rateForm(action, context, () => { form.remove(); button.focus(); });
        node.append(form);
        form.querySelector("input").focus();
      }
    });
    bar.append(button);
  }
  return node;
}
