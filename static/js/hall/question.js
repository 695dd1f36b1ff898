// One question: its stem, its options, the mark for review. It shows what it is told and reports
// what the candidate does; it decides nothing.
import { word } from "./words.js";

const find = (name) => document.querySelector(`[data-${name}]`);

export class QuestionView {
  #form = find("question");
  #title = find("ask-title");
  #stem = find("stem");
  #options = find("options");
  #flag = find("flag");
  #hint = find("hint");
  #clear = find("clear");
  #question = null;
  #locked = false;

  constructor({ onChoose, onFlag }) {
    this.#options.addEventListener("change", () => onChoose(this.#chosen()));
    this.#flag.addEventListener("change", () => onFlag(this.#flag.checked));
    this.#clear.addEventListener("click", () => {
      for (const input of this.#inputs()) input.checked = false;
      onChoose([]);
      this.#title.focus({ preventScroll: true });
    });
  }

  #inputs() {
    return [...this.#options.querySelectorAll("input")];
  }

  #chosen() {
    return this.#inputs().filter((input) => input.checked).map((input) => input.value);
  }

  show(question, answer, all) {
    this.#question = question;
    const values = { n: question.place, all, kind: word(question.kind), marks: question.marks / 100 };
    const tail = document.createElement("span");
    tail.className = "quiet";
    tail.append(wide("of", values), word("kind", values), wide("marks", values));
    this.#title.replaceChildren(`${word("title", values)} `, tail);
    this.#stem.textContent = question.stem;
    this.#hint.textContent = word(question.kind === "multiple" ? "hint_multiple" : "hint_single");
    this.#options.classList.toggle("options-many", question.kind === "multiple");
    this.#options.replaceChildren(this.#stem, ...question.options.map((option, n) => this.#option(option, n)));
    this.update(answer);
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
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.textContent = word("letter", { letter });
    text.append(spoken, option.text);
    label.append(input, mark, text);
    return label;
  }

  update(answer) {
    const chosen = new Set(answer.choices);
    for (const input of this.#inputs()) input.checked = chosen.has(input.value);
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

  // After a move the reader hears the new question, and sees it from its beginning.
  focus() {
    this.#title.focus({ preventScroll: true });
    window.scrollTo({ top: 0, behavior: "instant" });
  }
}

function wide(name, values) {
  const span = document.createElement("span");
  span.className = "wide";
  span.textContent = word(name, values);
  return span;
}
