// Handing in: what it means stands before the button; then it goes on until the server has it.
import { spell } from "./status.js";
import { word } from "./words.js";

const find = (name) => document.querySelector(`[data-${name}]`);

export class HandIn {
  #part = document.getElementById("hand-in");
  #form = find("hand-in-form");
  #state = find("hand-in-state");

  // ask() gives { left, marked, remaining }; confirm() hands in; back() takes it back while it can.
  constructor({ ask, confirm, back }) {
    find("ask-hand-in").addEventListener("click", () => {
      const { left, marked, remaining } = ask();
      find("hand-in-counts").textContent = word(left ? "hand_in_counts" : "hand_in_all", { left, marked });
      find("hand-in-left").textContent = word("hand_in_left", { time: spell(remaining) });
      setTimeout(() => this.#part.focus({ preventScroll: true }));
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      confirm();
    });
    find("hand-in-back").addEventListener("click", back);
  }

  show(isHandingIn, failed) {
    const text = !isHandingIn ? "" : word(failed ? "handing_in_held" : "handing_in");
    if (this.#state.textContent !== text) this.#state.textContent = text;
    this.#form.querySelector("[type=submit]").disabled = isHandingIn;
  }

  // A page that only looks on cannot hand in.
  offer(isOffered) {
    const link = find("ask-hand-in");
    if (link.hidden === !isOffered) return;
    link.hidden = !isOffered;
    if (!isOffered) this.close();
  }

  close() {
    if (location.hash === "#hand-in") location.hash = "#question";
  }
}
