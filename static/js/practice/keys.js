// Practice by keyboard: 1–9 or A–I choose, Enter goes on. What comes in place of the question is read
// aloud from its head, and an answer that was not taken says why.
const LETTERS = "ABCDEFGHI";
const question = () => document.querySelector("[data-practice]");

function press(n) {
  const input = question().querySelectorAll("[name=choice]")[n];
  if (!input || input.disabled) return false;
  input.focus({ preventScroll: true });
  input.click();
  return true;
}

function goOn() {
  const button = question().querySelector("[data-enter]");
  button?.click();
  return Boolean(button);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !question()) return;
  if (event.target.closest("input[type=text], textarea, select")) return;
  const letter = event.key.length === 1 ? LETTERS.indexOf(event.key.toUpperCase()) : -1;
  const n = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : letter;
  let taken = false;
  if (n >= 0) taken = press(n);
  else if (event.key === "Enter" && !event.target.closest("a, button, summary")) taken = goOn();
  if (taken) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 422) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

document.addEventListener("htmx:afterSettle", () => {
  question()?.querySelector("[data-head]")?.focus({ preventScroll: true });
});
