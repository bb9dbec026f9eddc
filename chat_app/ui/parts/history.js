// The list of consultations: open one, search, rename, delete. Titles are people's words: text nodes only.

function historyNode(data, send) {
  const root = el("nav", { class: "history", "aria-label": "Consultations" });
  const head = el("div", { class: "head" }, el("h4", null, "Consultations"));
  root.append(head);
  if (data.searchable) {
    const box = el("input", { type: "search", placeholder: "Search", "aria-label": "Search consultations" });
    box.value = data.search ?? "";
    box.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") send("search", { words: box.value });
    });
    box.addEventListener("search", () => send("search", { words: box.value }));
    root.append(box);
  }
  const list = el("ul", null);
  for (const item of data.items) list.append(row(item));
  if (!data.items.length) list.append(el("li", { class: "none" }, data.search ? "Nothing found" : "None yet"));
  root.append(list);
  return root;

  function row(item) {
    const node = el("li", { class: item.on ? "on" : null });
    const show = () => {
      const more = el("button", { class: "more", type: "button", "aria-label": `Rename or delete: ${item.title}`, "aria-haspopup": "true" }, "⋯");
      more.addEventListener("click", edit);
      node.replaceChildren(
        el(
          "button",
          { class: "title", type: "button", title: item.title, "aria-current": item.on ? "true" : null, onclick: () => send("open", item.id) },
          item.title,
        ),
        more,
      );
    };
    const edit = () => {
      const box = el("input", { type: "text", "aria-label": "Title of the consultation", maxlength: "80" });
      box.value = item.title;
      const save = () => {
        const title = box.value.trim();
        if (title && title !== item.title) send("rename", { id: item.id, title });
        show();
      };
      box.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.key === "Enter") save();
        if (event.key === "Escape") show();
      });
      const remove = el("button", { class: "danger", type: "button" }, "Delete");
      remove.addEventListener("click", () => {
        if (remove.dataset.sure) send("remove", item.id);
        else {
          remove.dataset.sure = "1";
          remove.textContent = "Delete for good";
          if (item.kept) note.hidden = false;
        }
      });
      const what = item.kept === 1 ? "1 answer was" : `${item.kept} answers were`;
      const note = el("p", { class: "note", role: "status", hidden: true }, `${what} submitted for review and will stay at the review desk.`);
      node.replaceChildren(
        el(
          "div",
          { class: "edit" },
          box,
          el("div", { class: "choices" }, el("button", { type: "button", onclick: save }, "Save"), remove, el("button", { class: "quiet", type: "button", onclick: show }, "Cancel")),
          note,
        ),
      );
      box.focus();
      box.select();
    };
    show();
    return node;
  }
}

export default (component) => redraw(component, historyNode);
