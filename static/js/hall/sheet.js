// The answer sheet: one button for each question, with its state in word, shape and colour.
import { word } from "./words.js";

const KINDS = ["single", "multiple", "true_false", "fill_in", "short_answer", "case"];
const kindOf = (question) => (question.part ? "case" : question.kind);

export class Sheet {
  #buttons = new Map();
  #progress = document.querySelector("[data-progress]");
  #position = document.querySelector("[data-position]");
  #counts = Object.fromEntries(
    [...document.querySelectorAll("[data-count]")].map((node) => [node.dataset.count, node]),
  );

  constructor(questions, onGo) {
    const groups = KINDS.map((kind) => questions.filter((question) => kindOf(question) === kind));
    document.querySelector("[data-places]").replaceChildren(
      ...groups.filter((group) => group.length).map((group) => this.#group(group, onGo)),
    );
  }

  #group(questions, onGo) {
    const box = document.createElement("div");
    box.className = "places";
    const head = document.createElement("h3");
    const values = { kind: word(kindOf(questions[0])), from: questions[0].place, to: questions.at(-1).place };
    head.textContent = word("group", values);
    const list = document.createElement("ol");
    list.append(...questions.map(({ place }) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = place;
      button.addEventListener("click", () => onGo(place));
      this.#buttons.set(place, button);
      item.append(button);
      return item;
    }));
    box.append(head, list);
    return box;
  }

  // `stateOf(place)` gives { answered, marked, seen }.
  update(current, stateOf) {
    const counts = { answered: 0, marked: 0, seen: 0, unseen: 0 };
    for (const [place, button] of this.#buttons) {
      const { answered, marked, seen } = stateOf(place);
      const name = answered ? "answered" : seen ? "seen" : "unseen";
      counts[name] += 1;
      counts.marked += marked ? 1 : 0;
      button.className = `place is-${name}${marked ? " is-marked" : ""}`;
      button.ariaLabel = word(`place_${name}`, { n: place }) + (marked ? word("place_marked") : "");
      if (place === current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    for (const [name, node] of Object.entries(this.#counts)) node.textContent = counts[name];
    const all = this.#buttons.size;
    this.#progress.textContent = word("progress", { answered: counts.answered, all });
    this.#position.textContent = `${current} / ${all}`;
    return { ...counts, left: all - counts.answered };
  }
}
