// A recorded consultation, replayed: the question is typed, sentences come at reading speed. Nothing is asked.

const SPEEDS = [0.5, 1, 1.5, 2, 4];
const TICK = 40; // milliseconds between two looks at a question that is being typed

// The moments of a replay, one after another, each with its length in milliseconds at normal speed.
function momentsOf(turns) {
  const moments = [];
  turns.forEach((turn, index) => {
    moments.push({ turn: index, phase: "typing", ms: turn.pace.typing + 600 });
    if (turn.pace.sentences.length) {
      moments.push({ turn: index, phase: "reading", ms: turn.pace.status });
      moments.push({ turn: index, phase: "found", ms: turn.pace.status });
    }
    turn.pace.sentences.forEach((ms, i) => moments.push({ turn: index, phase: "sentence", shown: i + 1, ms }));
    moments.push({ turn: index, phase: "done", ms: 4000 });
  });
  return moments;
}

// Every sentence of an answer, in reading order.
function sentencesOf(part) {
  return [...part.bottom_line, ...part.sections.flatMap((s) => s.sentences ?? s.rows.flatMap((row) => row.sentences))];
}

// The first sentences of an answer, and nothing behind them.
function firstSentences(whole, count) {
  let left = count;
  const take = (list) => {
    const taken = list.slice(0, left);
    left -= taken.length;
    return taken;
  };
  const bottom = take(whole.bottom_line);
  const all = bottom.length === whole.bottom_line.length;
  const sections = [];
  for (const section of whole.sections) {
    if (left <= 0) break;
    if (section.layout === "positions") {
      const rows = section.rows.map((row) => ({ ...row, sentences: take(row.sentences) })).filter((row) => row.sentences.length);
      sections.push({ ...section, rows, withheld: [] });
    } else sections.push({ ...section, sentences: take(section.sentences), withheld: [] });
  }
  const cited = new Set(sentencesOf({ bottom_line: bottom, sections }).flatMap((s) => s.ids));
  return {
    bottom_line: bottom,
    grade: all ? whole.grade : null,
    worksheet: all && bottom.length ? whole.worksheet : null,
    sections,
    withheld: [],
    evidence: whole.evidence.filter((entry) => cited.has(entry.id)),
  };
}

class Replay {
  constructor(parent, leave) {
    this.leave = leave;
    this.at = 0;
    this.speed = 1;
    this.playing = false;
    this.timer = null;
    this.stages = [];
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.title = el("h1", null);
    this.note = el("p", null);
    this.badge = el("span", { class: "recorded" });
    this.scene = el("div", { class: "scene" });
    this.typed = el("div", { class: "typed" });
    this.progress = el("div", { class: "line" }, el("i", null));
    this.where = el("span", null);
    this.aloud = el("div", { class: "aloud", role: "status" });
    this.playButton = el("button", { type: "button", class: "main", onclick: () => this.toggle() });
    this.speedButton = el("button", { type: "button", onclick: () => this.faster(1, true) });
    this.sizeButton = el("button", { type: "button", onclick: () => this.resize() });
    const button = (label, keys, act) => el("button", { type: "button", "aria-keyshortcuts": keys, onclick: act }, label);
    this.bar = el(
      "div",
      { class: "bar", role: "toolbar", "aria-label": "Replay" },
      this.progress,
      this.typed,
      el(
        "div",
        { class: "keys" },
        this.playButton,
        button("Back", "ArrowLeft", () => this.step(-1)),
        button("Next", "ArrowRight", () => this.step(1)),
        button("Whole answer", "End", () => this.toAnswer()),
        button("From the start", "Home", () => this.begin()),
        this.speedButton,
        this.sizeButton,
        button("All recordings", null, () => this.leave()),
        el("span", { class: "where" }, this.badge, this.where),
      ),
      el("p", { class: "hint" }, "Space plays and pauses. Arrow keys or a clicker step. End shows the whole answer, Home starts again, + and − change the speed, L the size."),
    );
    this.root = el("div", { class: "replay" }, el("header", null, this.title, this.note), this.scene, this.bar, this.aloud);
    parent.append(this.root);
    this.resize(window.innerWidth >= 1500);
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
  }

  update(data) {
    const same = this.data?.name === data.name;
    this.data = data;
    this.title.textContent = data.title;
    this.note.textContent = data.note;
    this.badge.textContent = data.badge;
    if (same) return;
    this.moments = momentsOf(data.turns);
    this.scene.replaceChildren();
    this.stages = [];
    this.at = 0;
    this.pause();
    this.draw();
    this.label();
  }

  destroy() {
    clearTimeout(this.timer);
    document.removeEventListener("keydown", this.onKey);
    for (const stage of this.stages) stage.lnTurn?.citations.destroy();
    this.root.remove();
  }

  // -- time ----------------------------------------------------------------------------------------------

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.at >= this.moments.length - 1) this.at = 0;
    this.playing = true;
    this.label();
    this.run();
  }

  pause() {
    this.playing = false;
    clearTimeout(this.timer);
    this.label();
  }

  // Shows the present moment for its time, then the next one.
  run() {
    clearTimeout(this.timer);
    const moment = this.moments[this.at];
    this.draw();
    const since = performance.now();
    const end = this.at === this.moments.length - 1;
    const look = () => {
      const gone = ((performance.now() - since) * this.speed) / moment.ms;
      if (moment.phase === "typing") this.type(gone);
      if (gone < 1) this.timer = setTimeout(look, moment.phase === "typing" ? TICK : Math.min(200, (moment.ms * (1 - gone)) / this.speed + 5));
      else if (end) this.pause();
      else {
        this.at += 1;
        this.run();
      }
    };
    look();
  }

  step(by) {
    this.pause();
    this.at = Math.max(0, Math.min(this.moments.length - 1, this.at + by));
    this.draw();
    this.label();
  }

  begin() {
    this.pause();
    this.at = 0;
    this.draw();
    this.label();
  }

  // To the end of this answer, or of the next one where this one is there already.
  toAnswer() {
    const from = this.moments[this.at].phase === "done" ? this.at + 1 : this.at;
    const to = this.moments.findIndex((m, i) => i >= from && m.phase === "done");
    if (to >= 0) this.step(to - this.at);
  }

  faster(by, around = false) {
    let next = SPEEDS.indexOf(this.speed) + by;
    next = around ? next % SPEEDS.length : Math.max(0, Math.min(SPEEDS.length - 1, next));
    this.speed = SPEEDS[next];
    this.label();
  }

  resize(large = !this.large) {
    this.large = large;
    this.root.classList.toggle("large", large);
    this.label();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    if (node?.closest?.("input, textarea, select, [contenteditable=true]")) return;
    const control = node?.closest?.("button, a, summary");
    const acts = {
      " ": control ? null : () => this.toggle(),
      ArrowRight: () => this.step(1),
      PageDown: () => this.step(1),
      ArrowLeft: () => this.step(-1),
      PageUp: () => this.step(-1),
      Home: () => this.begin(),
      End: () => this.toAnswer(),
      "+": () => this.faster(1),
      "-": () => this.faster(-1),
      l: () => this.resize(),
      L: () => this.resize(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // -- picture -------------------------------------------------------------------------------------------

  label() {
    if (!this.moments) return;
    const over = this.at === this.moments.length - 1;
    this.playButton.textContent = this.playing ? "Pause" : over ? "Play again" : "Play";
    this.speedButton.textContent = `Speed ${this.speed}×`;
    this.sizeButton.textContent = this.large ? "Smaller type" : "Larger type";
    this.sizeButton.setAttribute("aria-keyshortcuts", "L");
  }

  // The question box: what has been typed of the question by now; empty at any other moment.
  type(part) {
    const moment = this.moments[this.at];
    const question = this.data.turns[moment.turn].document.question;
    const whole = this.calm || part >= 1 || !this.playing;
    const shown = whole ? question : question.slice(0, Math.round(question.length * part));
    this.typed.replaceChildren(shown, el("span", { class: "caret", "aria-hidden": "true" }));
  }

  draw() {
    const moment = this.moments[this.at];
    const typing = moment.phase === "typing";
    const asked = typing ? moment.turn : moment.turn + 1;
    while (this.stages.length > asked) {
      const stage = this.stages.pop();
      stage.lnTurn?.citations.destroy();
      stage.remove();
    }
    let fresh = null;
    for (let i = 0; i < asked; i += 1) {
      if (!this.stages[i]) {
        this.stages[i] = fresh = el("div", { class: "stage" });
        this.scene.append(this.stages[i]);
      }
      drawTurn({ data: this.dataOf(i, moment), parentElement: this.stages[i], setTriggerValue: () => {} });
    }
    this.typed.hidden = !typing;
    if (typing) this.type(0);
    this.place(moment);
    this.follow(moment, fresh);
  }

  dataOf(index, moment) {
    const turn = this.data.turns[index];
    const base = { ...turn.document, first: index === 0, last: false, editable: false, follow_ups: [], actions: [] };
    if (index < moment.turn || moment.phase === "done") return base;
    const texts = {
      reading: "Reading the question and searching the guideline statements",
      found: turn.found,
      sentence: `${turn.found}; ${moment.shown} of ${turn.pace.sentences.length} sentences`,
    };
    return {
      ...base,
      ...firstSentences(turn.document, moment.shown ?? 0),
      message: null,
      state: "working",
      status: { text: texts[moment.phase], stoppable: false },
    };
  }

  place(moment) {
    const turn = this.data.turns[moment.turn];
    const count = this.data.turns.length;
    const part = moment.phase === "sentence" ? `, sentence ${moment.shown} of ${turn.pace.sentences.length}` : "";
    const over = this.at === this.moments.length - 1 ? "The end. " : "";
    this.where.textContent = `${over}Question ${moment.turn + 1} of ${count}${part}`;
    this.progress.firstChild.style.width = `${(100 * this.at) / (this.moments.length - 1)}%`;
    this.label();
  }

  // Keeps what has just come above the bar; a new turn begins at the top.
  follow(moment, fresh) {
    for (const node of this.scene.querySelectorAll(".new")) node.classList.remove("new");
    if (moment.phase === "typing") return;
    if (fresh) return void requestAnimationFrame(() => fresh.scrollIntoView({ block: "start" }));
    const stage = this.stages[moment.turn];
    if (moment.phase !== "sentence") return;
    const newest = stage.querySelectorAll(".sentence")[moment.shown - 1];
    if (!newest) return;
    newest.classList.add("new");
    this.aloud.textContent = sentencesOf(this.data.turns[moment.turn].document)[moment.shown - 1].text;
    stage.lnTurn.citations.light(sentencesOf(this.data.turns[moment.turn].document)[moment.shown - 1].ids);
    const low = newest.getBoundingClientRect().bottom - this.bar.getBoundingClientRect().top + 40;
    const high = newest.getBoundingClientRect().top - 80;
    const view = this.root.closest("[data-testid=stMain]") ?? this.root.getRootNode().host?.closest("[data-testid=stMain]");
    if (low > 0) view?.scrollBy({ top: Math.min(low + 120, Math.max(high, 0)), behavior: this.calm ? "auto" : "smooth" });
    else if (high < 0) view?.scrollBy({ top: high });
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  parentElement.lnReplay ??= new Replay(parentElement, () => parentElement.lnReplay.send("leave", true));
  parentElement.lnReplay.send = setTriggerValue;
  parentElement.lnReplay.update(data);
  return () => {
    if (parentElement.isConnected) return;
    parentElement.lnReplay?.destroy();
    delete parentElement.lnReplay;
  };
}
