// The exam page. Nothing moves unless the candidate moves it; nothing counts as saved before the
// server has said so; time is the server's.
import { Clock } from "./clock.js";
import { HandIn } from "./hand_in.js";
import { fetchPictures } from "./markup.js";
import { bindKeys } from "./keys.js";
import { PaperView } from "./paper.js";
import { openQueue } from "./queue.js";
import { Sender } from "./sender.js";
import { Sheet } from "./sheet.js";
import { clockText, showGiven, showLight, showNote, showTime } from "./status.js";
import { announceClosed, holdPen, takePen, whenClosedElsewhere } from "./tabs.js";
import { readConfig } from "./words.js";

const NOTHING = { choices: [], flag: false };
const config = readConfig();
const clock = new Clock();

let questions = [];
let answers = new Map();
const seen = new Set();
let current = 1;
let savedAt = "";
let deadline = null;
let queue = null;
let sender = null;
let isWriter = false;
let isFenced = false;

const answerOf = (place) => answers.get(place) ?? NOTHING;
const isTimeUp = () => clock.isSet && clock.remaining() === 0;
const mayWrite = () => isWriter && !isFenced && !isTimeUp() && !sender?.isHandingIn;

let sheet = null;
const view = new PaperView({
  onChoose: (place, choices) => change(place, { choices }),
  onFlag: (place, flag) => change(place, { flag }),
  onType: () => drawBar(),
  onReach: (place) => reach(place),
  onView: () => {
    drawQuestion();
    view.focus();
  },
  pictures: config.picture,
});
const handIn = new HandIn({
  ask: () => ({ ...drawSheet(), remaining: clock.remaining() }),
  confirm: () => {
    view.flush();
    if (!mayWrite()) return;
    sender.isHandingIn = true;
    sender.pokeNow();
    draw();
  },
  back: () => {
    if (sender && !isTimeUp()) sender.isHandingIn = false;
    draw();
  },
});

async function getJson(url) {
  const response = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(15_000) });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

// --- what the candidate does -----------------------------------------------------------------

function change(place, part) {
  if (!mayWrite()) {
    draw();
    return;
  }
  const answer = { ...answerOf(place), ...part };
  answers.set(place, answer);
  sender.add({ place, choices: answer.choices, flag: answer.flag });
  draw();
}

function go(place) {
  if (place < 1 || place > questions.length) return;
  view.flush();
  current = place;
  handIn.close();
  history.replaceState({ place }, "", location.pathname);
  sender?.nudge(0);
  drawQuestion();
  view.focus();
}

// The candidate has moved on by working at another question, where all stand on one page.
function reach(place) {
  current = place;
  seen.add(place);
  history.replaceState({ place }, "", location.pathname);
  sender?.nudge(0);
  drawMoves();
  drawSheet();
}

// --- what is shown ---------------------------------------------------------------------------

function drawQuestion() {
  seen.add(current);
  view.show(questions, current, answerOf);
  drawMoves();
  draw();
}

function drawMoves() {
  for (const button of document.querySelectorAll("[data-go]")) {
    const target = current + Number(button.dataset.go);
    button.disabled = target < 1 || target > questions.length;
  }
}

function drawSheet() {
  return sheet.update(current, (place) => {
    const answer = answerOf(place);
    return { answered: answer.choices.length > 0, marked: answer.flag, seen: seen.has(place) };
  });
}

function draw() {
  if (!sheet) return;
  view.lock(!mayWrite());
  view.update(answerOf);
  drawSheet();
  drawBar();
}

function drawBar() {
  if (clock.isSet) showTime(clock.remaining());
  const isOut = Boolean(sheet) && (!isWriter || isFenced);
  handIn.offer(!isOut);
  if (isOut && !sender?.waiting) showLight({ state: "out" }, "");
  if (!sender) return;
  const sent = sender.light();
  const light = sent.state === "saved" && view.isTyping ? { state: "saving" } : sent;
  if (!isOut || sender.waiting) showLight(light, savedAt);
  handIn.show(sender.isHandingIn && !isTimeUp(), light.state === "held");
  showNote("time_up", isWriter && !isFenced && isTimeUp());
}

function tick() {
  drawBar();
  if (clock.isSet && clock.remaining() < 1500) view.flush();
  if (isWriter && isTimeUp() && !sender.isTimeUp) {
    sender.isTimeUp = true; // answers first; the server's reply decides whether time is really over
    sender.pokeNow();
    draw();
  }
}

// --- what the server says --------------------------------------------------------------------

const heard = {
  change: drawBar,
  reply: (reply, asked) => {
    savedAt = clockText(reply.server_now);
    clock.sync(reply.remaining_ms, asked);
    noteDeadline(reply.deadline_at);
    if (reply.remaining_ms > 0 && sender.isTimeUp) {
      sender.isTimeUp = false; // time was given
      draw();
    }
  },
  fenced: () => {
    isFenced = true;
    showNote("fenced");
    draw();
  },
  closed: () => {
    announceClosed(config.ref);
    location.replace(config.receipt);
  },
  invalid: () => {
    showNote("lease");
    isWriter = false;
    draw();
  },
  stuck: () => showNote("stuck"),
};

// Time that was given, by persons or for an outage, is said as soon as the server says it.
function noteDeadline(at) {
  if (deadline && at && Date.parse(at) > Date.parse(deadline)) showGiven(clockText(at));
  deadline = at;
}

function lostPen() {
  isWriter = false;
  sender?.stop();
  queue?.close();
  showNote("tab");
  draw();
}

// --- the beginning ---------------------------------------------------------------------------

async function startWriting(state) {
  queue = await openQueue({
    ref: config.ref,
    epoch: config.epoch,
    lastSeq: Math.max(state.last_seq, config.first_seq - 1),
    onBroken: () => showNote("memory"),
  });
  sender = new Sender(config, queue, heard);
  const held = await queue.read();
  for (const op of held) {
    // What was answered here and has not arrived stands above what the server has.
    if (op.epoch === config.epoch) answers.set(op.place, { choices: op.choices, flag: op.flag });
  }
  isWriter = true;
  sender.take(held);
  showNote("tab", false);
  sender.poke(0);
}

async function readState() {
  const asked = performance.now();
  const state = await getJson(config.state);
  clock.sync(state.remaining_ms, asked);
  deadline = state.deadline_at;
  savedAt = clockText(state.server_now);
  answers = new Map(Object.entries(state.answers).map(([place, answer]) => [Number(place), answer]));
  return state;
}

async function takeTab() {
  if (!(await takePen(config.ref, lostPen))) return;
  await startWriting(await readState());
  draw();
}

async function begin() {
  const mayHold = holdPen(config.ref, lostPen);
  const [paper, state] = await Promise.all([getJson(config.paper), readState()]);
  questions = paper.questions;
  fetchPictures(questions, config.picture);
  current = Math.min(history.state?.place ?? 1, questions.length);
  sheet = new Sheet(questions, go);
  if (await mayHold) await startWriting(state);
  else showNote("tab");
  drawQuestion();
  setInterval(tick, 500);
}

function bind() {
  for (const button of document.querySelectorAll("[data-go]")) {
    if (button.type === "button") button.addEventListener("click", () => go(current + Number(button.dataset.go)));
  }
  document.querySelector("[data-question]").addEventListener("submit", (event) => {
    event.preventDefault();
    go(current + 1);
  });
  for (const button of document.querySelectorAll("[data-reload]")) button.addEventListener("click", () => location.reload());
  for (const button of document.querySelectorAll("[data-close-note]")) button.addEventListener("click", () => showNote(button.dataset.closeNote, false));
  document.querySelector("[data-take-tab]").addEventListener("click", () => takeTab().catch(() => showNote("unopened")));
  bindKeys({ press: (n) => view.press(n), move: (by) => go(current + by), mark: () => view.pressFlag() });
  window.addEventListener("online", () => sender?.pokeNow());
  document.addEventListener("visibilitychange", () => {
    view.flush();
    sender?.pokeNow();
  });
  window.addEventListener("pagehide", () => {
    view.flush();
    sender?.leave();
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  window.addEventListener("beforeunload", (event) => {
    view.flush(); // on pagehide there would be no time left to write it down here
    if (queue && !queue.isDurable && sender.waiting) event.preventDefault();
  });
  whenClosedElsewhere(config.ref, () => location.replace(config.receipt));
}

bind();
begin().catch(() => showNote("unopened"));
