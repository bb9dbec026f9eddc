// One turn: the question, the answer with its citations, and the evidence beside it.

const GLANCE = 330; // characters

function sentenceNode(data, context, grade = null) {
  const node = el("span", { class: "sentence" });
  const lead = data.lead ?? 0;
  // The last word stays with the citation behind it: a line never begins with a chip.
  let cut = Math.max(data.text.lastIndexOf(" ") + 1, lead);
  for (const unit of data.text.matchAll(UNIT)) {
    if (unit.index >= lead && unit.index < cut && unit.index + unit[0].length > cut - 1) cut = unit.index;
  }
  if (lead) node.append(el("b", null, data.text.slice(0, lead)));
  const define = (term, id) => context.citations.term(term, id);
  node.append(explained(data.text.slice(lead, cut), context.glossary, define, context.seen));
  const marks = el("span", { class: "marks" }, typeset(data.text.slice(cut)));
  for (const chipData of data.chips) {
    const chip = context.citations.chip(chipData);
    chip.ids = chipData.ids;
    marks.append(chip);
  }
  if (grade) marks.append(el("span", { class: "grade", title: grade.label, "aria-label": grade.label, role: "note" }, grade.text));
  node.append(marks);
  if (data.unchecked) node.append(" ", el("span", { class: "unchecked badge" }, "not yet checked against the source"));
  node.addEventListener("pointerenter", () => {
    if (!context.citations.opener) context.citations.light(data.ids);
  });
  node.addEventListener("pointerleave", () => {
    if (!context.citations.opener) context.citations.light([]);
  });
  return node;
}

function withheldNode(records) {
  return el(
    "details",
    { class: "withheld" },
    el("summary", null, `${records.line} `, el("span", { class: "why" }, "Show why")),
    el("ul", null, ...records.reasons.map((reason) => el("li", null, reason))),
  );
}

function positionsNode(section, context) {
  const rows = section.rows.map((row) => {
    const position = el("td", null);
    row.sentences.forEach((sentence, i) => position.append(i ? " " : "", sentenceNode(sentence, context)));
    return el("tr", null, el("th", { scope: "row" }, row.body), position, el("td", null, row.grade));
  });
  const head = ["Body", "Position", "Grade"].map((name) => el("th", { scope: "col" }, name));
  return el("table", null, el("thead", null, el("tr", null, ...head)), el("tbody", null, ...rows));
}

function sectionNode(section, page) {
  const context = { ...page, seen: new Set() };
  const node = el("section", { class: "section" }, el("h3", null, section.title));
  if (section.layout === "positions") node.append(positionsNode(section, context));
  else {
    // Sentences that rest on the same statements read on as one paragraph.
    let paragraph = null;
    let before = null;
    for (const sentence of section.sentences) {
      const rest = JSON.stringify([sentence.ids, sentence.quoted]);
      if (rest === before) paragraph.append(" ");
      else node.append((paragraph = el("p", { class: sentence.quoted ? "quoted" : null })));
      paragraph.append(sentenceNode(sentence, context));
      before = rest;
    }
  }
  for (const records of section.withheld ?? []) node.append(withheldNode(records));
  return node;
}

function bottomLineNode(data, page) {
  const context = { ...page, seen: new Set() };
  const node = el("p", { class: "bottom" });
  const last = data.lines.length - 1;
  // Two sentences at most stand large; what follows them is read, not seen at a glance.
  let place = node;
  let length = 0;
  data.lines.forEach((line, i) => {
    length += line.text.length;
    if (i && place === node && (i > 1 || length > GLANCE)) node.append((place = el("span", { class: "more" })));
    place.append(i ? " " : "", sentenceNode(line, context, i === last ? data.grade : null));
  });
  return node;
}

function referencesNode(references) {
  const items = references.map((r) => {
    const title = r.url
      ? el("a", { href: r.url, target: "_blank", rel: "noopener noreferrer" }, r.title)
      : el("span", { class: "title" }, r.title);
    const rest = [r.locators.join("; "), r.organisation, r.citation ?? r.year].filter(Boolean).join(". ");
    return el(
      "li",
      { value: r.number },
      el("i", null, r.type),
      title,
      rest ? `. ${rest}.` : ".",
      r.superseded ? el("span", { class: "superseded" }, ` Replaced by: ${r.superseded}.`) : null,
    );
  });
  return el("section", { class: "section" }, el("h3", null, "References"), el("ol", { class: "refs" }, ...items));
}

function metaNode(meta) {
  const items = meta.map((m) => el("div", null, el("dt", null, m.label), el("dd", null, m.value)));
  return el("dl", { class: "meta" }, ...items);
}

function followUpsNode(questions, context) {
  const rows = questions.map((question) =>
    el(
      "li",
      null,
      el("button", { type: "button", onclick: () => context.send("follow_up", question) }, el("span", null, question), el("span", { class: "arrow", "aria-hidden": "true" }, "→")),
    ),
  );
  return el("section", { class: "section next" }, el("h3", null, "Follow-up questions"), el("ul", null, ...rows));
}

function questionNode(data, context) {
  // A pasted case report scrolls in little room: the answer is what is read.
  const long = data.question.length > 600;
  const title = el("h2", { class: long ? "long" : null, tabindex: long ? "0" : null }, data.question);
  const node = el("header", { class: "question" }, title);
  if (!data.resolved) return node;
  const line = el("p", { class: "resolved" });
  const show = () => line.replaceChildren(
    `Read as: ${data.resolved} `,
    ...(data.editable ? [el("button", { class: "link", type: "button", onclick: edit }, "Correct this")] : []),
  );
  const edit = () => {
    const box = el("textarea", { "aria-label": "The question as it should be read", rows: 2 });
    box.value = data.resolved;
    const ask = () => {
      const text = box.value.trim();
      if (text && text !== data.resolved) context.send("corrected", text);
      else show();
    };
    box.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); ask(); }
      if (event.key === "Escape") show();
    });
    line.replaceChildren(
      box,
      el("button", { class: "link", type: "button", onclick: ask }, "Ask again"),
      el("button", { class: "link quiet", type: "button", onclick: show }, "Cancel"),
    );
    box.focus();
  };
  show();
  node.append(line);
  return node;
}

function noticeNode(n, context) {
  const names = { danger: "Emergency", caution: "Caution", info: n.leads ? "Review" : "Note" };
  const leads = n.leads && el("button", { class: "link", type: "button", onclick: () => context.send("review", n.leads) }, n.leads.label);
  return el("div", { class: `notice ${n.tone}`, role: n.tone === "danger" ? "alert" : "note" }, el("b", null, `${names[n.tone]}. `), n.text, leads ? " " : null, leads);
}

function messageNode(m) {
  return el("div", { class: "message" }, m.title ? el("h3", null, m.title) : null, el("p", null, m.text));
}

function statusNode(status, context) {
  return el(
    "div",
    { class: "status" },
    el("span", { class: "pulse", "aria-hidden": "true" }),
    el("span", null, status.text),
    status.stoppable ? el("button", { class: "link", type: "button", onclick: () => context.send("stop", true) }, "Stop") : null,
  );
}

function blocksOf(data, context) {
  const blocks = [["question", { question: data.question, resolved: data.resolved, editable: data.editable }, (d) => questionNode(d, context)]];
  (data.notices ?? []).forEach((n, i) => blocks.push([`notice-${i}`, n, (d) => noticeNode(d, context)]));
  if (data.message) blocks.push(["message", { title: data.message_title, text: data.message }, messageNode]);
  if (data.bottom_line?.length) blocks.push(["bottom", { lines: data.bottom_line, grade: data.grade }, (d) => bottomLineNode(d, context)]);
  if (data.worksheet) blocks.push(["worksheet", data.worksheet, (d) => worksheetNode(d, context)]);
  (data.sections ?? []).forEach((s) => blocks.push([`section-${s.title}`, { ...s, glossary: Boolean(data.glossary) }, (d) => sectionNode(d, context)]));
  (data.withheld ?? []).forEach((w, i) => blocks.push([`withheld-${i}`, w, withheldNode]));
  if (data.status) blocks.push(["status", data.status, (d) => statusNode(d, context)]);
  if (data.state === "done") {
    if (data.references?.length) blocks.push(["references", data.references, referencesNode]);
    if (data.meta) blocks.push(["meta", data.meta, metaNode]);
    if (data.disclaimer) blocks.push(["disclaimer", data.disclaimer, (d) => el("p", { class: "disclaimer" }, d)]);
    if (data.actions?.length) blocks.push(["actions", data.actions, (d) => actionsNode(d, context)]);
    if (data.follow_ups?.length) blocks.push(["next", data.follow_ups, (d) => followUpsNode(d, context)]);
  }
  return blocks;
}

// What a screen reader is told of the state of the last turn.
function aloud(data) {
  if (!data.last) return "";
  if (data.state === "working") return data.status.text.split(";")[0];
  return data.state === "done" ? "The answer is complete." : "The answer is not complete.";
}

function columnBlocks(data) {
  const title = ["title", null, () => el("h4", null, "Evidence for this answer")];
  if (!data.evidence?.length) {
    if (data.state === "working") return [title];
    return [title, ["none", null, () => el("p", { class: "none" }, "No statement is cited here.")]];
  }
  return [
    title,
    ["entries", data.evidence, (entries) => {
      const list = el("div", { class: "entries", tabindex: "0", role: "region", "aria-label": "Evidence for this answer" });
      for (const entry of entries) {
        const node = cardEntry(entry);
        node.dataset.id = entry.id;
        list.append(node);
      }
      return list;
    }],
  ];
}

// Sends a press. What is drawn in passing, by a part of the page that ends with the answer, keeps the press
// until the page is drawn as a whole: the server no longer hears that part then. While the answer is in the
// making the press is sent at once as well, and where that was heard there is no turn left to send it again.
function press(state, name, value) {
  if (repeats(state, name, value)) return;
  if (state.passing && name !== "stop") state.kept = [name, value];
  if (!state.passing || state.working) state.send(name, value);
}

// Draws a turn into an element, or draws it anew with other data.
function drawTurn(component) {
  const { data, parentElement, setTriggerValue } = component;
  let state = parentElement.lnTurn;
  if (!state) {
    const column = el("aside", { class: "evidence", "aria-label": "Evidence" });
    const article = el("article", { class: "column" });
    const live = el("div", { class: "aloud", role: "status" });
    const turn = el("div", { class: "turn" }, article, column, live);
    parentElement.append(turn);
    state = parentElement.lnTurn = { article, column, turn, live, citations: new Citations(turn, article, column) };
    // A new turn, or one asked for by its link, begins at the top of the window.
    if (data.arrive) requestAnimationFrame(() => turn.scrollIntoView({ block: "start" }));
  }
  state.send = setTriggerValue;
  state.passing = data.passing === true;
  state.working = data.state === "working";
  if (data.last) window.lnDrawn = { waits: state.working || state.passing, at: Date.now() };
  const context = { glossary: data.glossary, citations: state.citations, send: (name, value) => press(state, name, value) };
  state.live.textContent = aloud(data);
  state.citations.update(data.evidence ?? [], data.glossary?.cards);
  state.article.setAttribute("aria-label", data.question);
  state.article.setAttribute("aria-busy", data.state === "working" ? "true" : "false");
  reconcile(state.article, blocksOf(data, context));
  reconcile(state.column, columnBlocks(data));
  state.turn.classList.toggle("last", data.last === true && !data.inset);
  state.turn.classList.toggle("later", data.first === false);
  if (!state.passing && state.kept) {
    const [name, value] = state.kept;
    state.kept = null;
    setTriggerValue(name, value);
  }
  return () => {
    if (parentElement.isConnected) return;
    if (data.last) window.lnDrawn = undefined;
    state.citations.destroy();
    state.turn.remove();
    delete parentElement.lnTurn;
  };
}
