// Keys of the hall: 1–9 or A–I choose, ← → change the question, M marks. Typing elsewhere is left alone.
const LETTERS = "ABCDEFGHI";

export function bindKeys({ press, move, mark }) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("#hand-in, input[type=text], textarea, select")) return;
    if (act(event.key, { press, move, mark })) event.preventDefault();
  });
}

function act(key, { press, move, mark }) {
  const letter = key.length === 1 ? LETTERS.indexOf(key.toUpperCase()) : -1;
  if (letter >= 0) press(letter);
  else if (/^[1-9]$/.test(key)) press(Number(key) - 1);
  else if (key === "ArrowLeft") move(-1);
  else if (key === "ArrowRight") move(1);
  else if (key === "m" || key === "M") mark();
  else return false;
  return true;
}
