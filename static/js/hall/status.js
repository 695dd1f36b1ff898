// What the bar at the top says: the saving light and the time; and the notes above the paper.
import { figures, parts } from "./clock.js";
import { word } from "./words.js";

const SOON_MS = 5 * 60_000;
const WARNED_MINUTES = [15, 5, 1];
const WARNED_FOR = 30_000; // milliseconds on the screen
const CLASSES = { saved: "light", saving: "light light-saving", held: "light light-held", out: "light light-out" };

const find = (name) => document.querySelector(`[data-${name}]`);
const setText = (node, text) => node.textContent === text || (node.textContent = text);

export function showLight({ state, seconds }, savedAt) {
  const light = find("light");
  if (light.className !== CLASSES[state]) light.className = CLASSES[state];
  setText(find("light-word"), word(state));
  const detail = find("light-detail");
  detail.classList.toggle("wide", state === "saved");
  setText(detail, state === "held" ? word("seconds", { n: seconds }) : state === "saved" ? savedAt : "");
}

export function spell(ms) {
  const time = parts(ms);
  return word(time.h ? "time_hours" : "time_minutes", time);
}

const warned = new Set();

export function showTime(ms) {
  const clock = find("clock");
  setText(clock, figures(ms));
  clock.ariaLabel = word("time_left", { time: spell(ms) });
  clock.classList.toggle("is-soon", ms < SOON_MS);
  const due = WARNED_MINUTES.find((minutes) => ms <= minutes * 60_000 && ms > (minutes - 1) * 60_000);
  if (due && !warned.has(due)) {
    warned.add(due);
    say("time_soon", word(`warned_${due}`));
    setTimeout(() => showNote("time_soon", false), WARNED_FOR);
  }
}

// Time was given: it stays on the page until the candidate puts it away.
export function showGiven(at) {
  warned.clear();
  say("given", word("given", { at }));
}

// A sentence above the paper, which a reader hears as well.
function say(note, sentence) {
  document.querySelector(`[data-note="${note}"] span`).textContent = sentence;
  setText(find("spoken"), sentence);
  showNote(note);
}

export function showNote(name, shown = true) {
  document.querySelector(`[data-note="${name}"]`).hidden = !shown;
}

const wallClock = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});

export const clockText = (iso) => wallClock.format(new Date(iso));
