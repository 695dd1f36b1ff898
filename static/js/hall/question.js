// One question: its stem, its options, the mark for review. It shows what it is told and reports
// what the candidate does; it decides nothing.
import { rich } from "./markup.js";
import { word } from "./words.js";

const HINTS = { multiple: "hint_multiple", fill_in: "hint_fill_in", short_answer: "hint_written" };
const FILLS = "="; // between the token of a blank and what is typed into it
const LONGEST = { fill_in: 100, short_answer: 3000 };
const FEEDS = { fill_in: /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, short_answer: /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g };
const PAUSE = { fill_in: 500, short_answer: 1500 }; // milliseconds without a key until it is reported
const LONGEST_PAUSE = 5_000; // while somebody goes on typing

export class QuestionView {
  #form;
  #title;
  #material;
  #stem;
  #options;
  #flag;
  #hint;
  #clear;
  #question = null;
  #locked = false;
  #onChoose;
  #pictures; // where a picture is
  #typing = 0;
  #typedAt = 0; // when the oldest letter was typed that is not reported

  // `form` is the page's own, or a copy of it where all questions stand on one page.
  constructor(form, { onChoose, onFlag, onType, pictures }) {
    const find = (name) => form.querySelector(`[data-${name}]`);
    this.#form = form;
    this.#title = find("ask-title");
    this.#material = find("material");
    this.#stem = find("stem");
    this.#options = find("options");
    this.#flag = find("flag");
    this.#hint = find("hint");
    this.#clear = find("clear");
    this.#onChoose = onChoose;
    this.#pictures = pictures;
    this.#options.addEventListener("change", () => this.#report());
    this.#options.addEventListener("input", () => {
      if (!this.#isTyped()) return;
      this.#count();
      clearTimeout(this.#typing);
      this.#typedAt ||= performance.now();
      const left = this.#typedAt + LONGEST_PAUSE - performance.now();
      this.#typing = setTimeout(() => this.#report(), Math.max(0, Math.min(PAUSE[this.#question.kind], left)));
      onType();
    });
    this.#flag.addEventListener("change", () => onFlag(this.#flag.checked));
    this.#clear.addEventListener("click", () => {
      for (const input of this.#inputs()) this.#put(input, "", false);
      this.#report();
      this.#title.focus({ preventScroll: true });
    });
  }

  #inputs() {
    return [...this.#options.querySelectorAll("input, textarea")];
  }

  #isTyped() {
    return this.#question?.kind in LONGEST;
  }

  #report() {
    clearTimeout(this.#typing);
    this.#typing = this.#typedAt = 0;
    this.#onChoose(this.#chosen());
  }

  // Whether letters stand on the page that have not been reported.
  get isTyping() {
    return this.#typing !== 0;
  }

  // What is being typed counts before anything else happens.
  flush() {
    if (this.#typing) this.#report();
  }

  #chosen() {
    if (!this.#isTyped()) return this.#inputs().filter((input) => input.checked).map((input) => input.value);
    return this.#inputs()
      .map((input) => [input.dataset.blank, plain(input.value, this.#question.kind)])
      .filter(([, text]) => text)
      .map(([token, text]) => `${token}${FILLS}${text}`);
  }

  #put(input, text, checked) {
    if (input.dataset.blank) input.value = text;
    else input.checked = checked;
  }

  show(question, answer, all) {
    this.#question = question;
    const values = { n: question.place, all, kind: word(question.kind), marks: question.marks / 100 };
    const tail = document.createElement("span");
    tail.className = "quiet";
    tail.append(wide("of", values), word("kind", values), wide("marks", values));
    this.#title.replaceChildren(`${word("title", values)} `, tail);
    this.#material.hidden = !question.material;
    this.#material.querySelector("div").replaceChildren(...rich(question.material ?? "", this.#pictures));
    this.#material.querySelector("summary").textContent = word("material", { n: question.part, all: question.parts });
    this.#stem.replaceChildren(...rich(question.stem, this.#pictures));
    this.#hint.textContent = word(HINTS[question.kind] ?? "hint_single");
    this.#clear.textContent = word(this.#isTyped() ? "clear_typed" : "clear");
    this.#options.classList.toggle("options-many", question.kind === "multiple");
    this.#options.replaceChildren(this.#stem, ...question.options.map((option, n) => this.#answer(option, n)));
    this.update(answer);
  }

  #answer(option, n) {
    if (this.#question.kind === "short_answer") return this.#text(option);
    return this.#isTyped() ? this.#blank(option, n) : this.#option(option, n);
  }

  #text(option) {
    const label = document.createElement("label");
    label.className = "option option-text";
    const name = document.createElement("span");
    name.className = "visually-hidden";
    name.textContent = word("answer");
    const area = document.createElement("textarea");
    area.className = "form-control";
    area.rows = 10;
    area.dataset.blank = option.token;
    area.maxLength = LONGEST.short_answer;
    area.setAttribute("aria-describedby", this.#hint.id);
    label.append(name, area);
    return label;
  }

  // How much has been written, of how much.
  #count() {
    if (this.#question?.kind !== "short_answer") return;
    const n = this.#inputs().reduce((sum, area) => sum + area.value.length, 0);
    this.#hint.textContent = word("hint_written", { n, most: LONGEST.short_answer });
  }

  #blank(option, n) {
    const label = document.createElement("label");
    label.className = "option option-blank";
    const name = document.createElement("span");
    name.textContent = word("blank", { n: n + 1 });
    const input = document.createElement("input");
    input.type = "text";
    input.className = "form-control";
    input.dataset.blank = option.token;
    input.maxLength = LONGEST.fill_in;
    input.autocomplete = "off";
    input.spellcheck = false;
    label.append(name, input);
    return label;
  }

  #option(option, n) {
    const letter = String.fromCharCode(65 + n);
    const label = document.createElement("label");
    label.className = "option";
    const input = document.createElement("input");
    input.type = this.#question.kind === "multiple" ? "checkbox" : "radio";
    input.name = "choice";
    input.value = option.token;
    const mark = document.createElement("span");
    mark.className = "option-mark";
    mark.ariaHidden = "true";
    mark.textContent = letter;
    const text = document.createElement("span");
    text.className = "rich";
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.textContent = word("letter", { letter });
    text.append(spoken, ...rich(option.text, this.#pictures));
    label.append(input, mark, text);
    return label;
  }

  update(answer) {
    const chosen = new Set(answer.choices);
    const typed = new Map(answer.choices.map((choice) => choice.split(/=(.*)/s)));
    for (const input of this.#inputs()) {
      if (input === document.activeElement && this.#isTyped() && !this.#locked) continue;
      this.#put(input, typed.get(input.dataset.blank) ?? "", chosen.has(input.value));
    }
    this.#count();
    this.#flag.checked = answer.flag;
    this.#clear.hidden = this.#locked || !chosen.size;
    this.#enable();
  }

  lock(locked) {
    this.#locked = locked;
    this.#form.classList.toggle("is-locked", locked);
    this.#enable();
  }

  #enable() {
    for (const input of this.#inputs()) input.disabled = this.#locked;
    this.#flag.disabled = this.#locked;
    if (this.#locked) this.#clear.hidden = true;
  }

  // Choose the n-th option by key: one of several is taken back by the same key.
  press(n) {
    const input = this.#inputs()[n];
    if (!input || this.#locked) return;
    input.focus({ preventScroll: true });
    input.click();
  }

  pressFlag() {
    if (!this.#locked) this.#flag.click();
  }

  get isShown() {
    return this.#question !== null;
  }

  get place() {
    return this.#question.place;
  }

  // After a move the reader hears the new question, and sees it from its beginning.
  focus({ alone = true } = {}) {
    this.#title.focus({ preventScroll: true });
    if (alone) window.scrollTo({ top: 0, behavior: "instant" });
    else this.#form.scrollIntoView({ block: "start", behavior: "instant" });
  }
}

// Without control characters or halves of letters, as the server takes it; a blank holds one line.
function plain(text, kind) {
  return [...text.replace(FEEDS[kind], " ").trim()]
    .filter((letter) => !/^[\ud800-\udfff]$/.test(letter))
    .slice(0, LONGEST[kind])
    .join("");
}

function wide(name, values) {
  const span = document.createElement("span");
  span.className = "wide";
  span.textContent = word(name, values);
  return span;
}
