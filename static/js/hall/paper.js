// The paper on the page: one question at a time, or all of them one below the other. Which one is
// the candidate's choice and is kept on this computer; nothing else changes with it.
import { QuestionView } from "./question.js";

const KEPT = "mingfa-hall-view";
const SIZES = ["normal", "large", "larger"];

export class PaperView {
  #hall = document.querySelector("[data-hall]");
  #form = document.querySelector("[data-question]");
  #all = document.querySelector("[data-all]");
  #views = new Map(); // by place; a single one under 0 where one question is shown
  #questions = [];
  #current = 1;
  #kept = read();
  #heard;

  // `heard`: onChoose(place, choices), onFlag(place, flag), onType(), onReach(place), pictures.
  constructor(heard) {
    this.#heard = heard;
    this.#views.set(0, this.#view(this.#form, () => this.#current));
    this.#all.addEventListener("focusin", (event) => {
      const place = Number(event.target.closest("[data-place]")?.dataset.place);
      if (place && place !== this.#current) {
        this.#current = place;
        heard.onReach(place);
      }
    });
    for (const input of document.querySelectorAll("[data-view]")) {
      input.checked = input.value === (this.showsAll ? "all" : "one");
      input.addEventListener("change", () => this.#keep({ all: input.value === "all" }));
    }
    for (const input of document.querySelectorAll("[data-size]")) {
      input.checked = input.value === this.#kept.size;
      input.addEventListener("change", () => this.#keep({ size: input.value }));
    }
    this.#hall.dataset.text = this.#kept.size;
  }

  get showsAll() {
    return this.#kept.all;
  }

  #keep(part) {
    this.flush();
    Object.assign(this.#kept, part);
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.#kept));
    } catch {
      // it holds for this page alone
    }
    this.#hall.dataset.text = this.#kept.size;
    if ("all" in part) this.#heard.onView();
  }

  #view(form, placeOf) {
    return new QuestionView(form, {
      onChoose: (choices) => this.#heard.onChoose(placeOf(), choices),
      onFlag: (flag) => this.#heard.onFlag(placeOf(), flag),
      onType: this.#heard.onType,
      pictures: this.#heard.pictures,
    });
  }

  // Show the paper at a place; `answerOf(place)` gives what stands there.
  show(questions, place, answerOf) {
    this.#current = place;
    this.#questions = questions;
    this.#form.hidden = this.showsAll;
    this.#all.hidden = !this.showsAll;
    this.#hall.classList.toggle("hall-all", this.showsAll);
    if (!this.showsAll) {
      this.#views.get(0).show(questions[place - 1], answerOf(place), questions.length);
      return;
    }
    if (this.#views.size === 1) this.#lay();
    for (const question of questions) {
      const view = this.#views.get(question.place);
      if (!view.isShown) view.show(question, answerOf(question.place), questions.length);
    }
  }

  #lay() {
    for (const { place } of this.#questions) {
      const form = this.#form.cloneNode(true);
      form.hidden = false;
      form.dataset.place = place;
      form.removeAttribute("data-question");
      form.querySelector(".hall-move").remove();
      form.querySelector("#question").id = `question-${place}`;
      form.querySelector("[data-ask-title]").ariaLevel = "2";
      form.querySelector("#ask-hint").id = `ask-hint-${place}`;
      form.querySelector("[data-options]").setAttribute("aria-describedby", `ask-hint-${place}`);
      form.addEventListener("submit", (event) => event.preventDefault());
      this.#all.append(form);
      this.#views.set(place, this.#view(form, () => place));
    }
  }

  // The views that are on the page now.
  #shown() {
    return [...this.#views].filter(([place]) => this.showsAll === place > 0).map(([, view]) => view);
  }

  get #now() {
    return this.#views.get(this.showsAll ? this.#current : 0);
  }

  update(answerOf) {
    for (const view of this.#shown()) if (view.isShown) view.update(answerOf(view.place));
  }

  lock(locked) {
    for (const view of this.#shown()) view.lock(locked);
  }

  flush() {
    for (const view of this.#shown()) view.flush();
  }

  get isTyping() {
    return this.#shown().some((view) => view.isTyping);
  }

  focus() {
    this.#now?.focus({ alone: !this.showsAll });
  }

  press(n) {
    this.#now?.press(n);
  }

  pressFlag() {
    this.#now?.pressFlag();
  }
}

function read() {
  const plain = { all: false, size: SIZES[0] };
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT)) ?? {};
    return { all: kept.all === true, size: SIZES.includes(kept.size) ? kept.size : plain.size };
  } catch {
    return plain;
  }
}
