// The organiser's roll. Every mark is written down on this device first and sent at once, or when
// there is a line again; saved is what the server has said it has. Without this the form posts. The
// page itself is kept as well, so that it opens without a line.
import { keepKnown, keepPage, knownSince } from "../kept.js";
import { openCalls } from "./calls.js";

const FIRST_MS = 1_000;
const MOST_MS = 15_000;
const PATIENCE_MS = 15_000;
const BATCH = 100;
const form = document.querySelector("[data-attendance]");
const fieldsets = form ? [...form.querySelectorAll("fieldset")] : [];
const touched = new Set();
const unmarked = () => fieldsets.filter((line) => !line.querySelector(":checked"));
const light = form?.querySelector("[data-light]");
const word = (name, n) => light.dataset[name].replace("{n}", n ?? "");

let calls, timer, flight, failures = 0, ended = "", conflicts = 0, isAway = false;

const count = () => {
  const left = form.querySelector("[data-left]");
  const n = unmarked().length;
  left.textContent = n ? left.dataset.words.replace("{n}", n) : "";
};

const show = () => {
  const n = calls.held.length;
  light.classList.toggle("is-soon", Boolean(n || ended || conflicts || isAway));
  if (ended) light.textContent = word(ended, n);
  else if (n && !calls.isDurable) light.textContent = word("fragile", n);
  else if (n) light.textContent = word(failures && calls.isKept ? "held" : "saving", n);
  else if (conflicts) light.textContent = word("conflict", conflicts);
  else light.textContent = isAway ? word("away") : light.dataset.sent ? word("saved") : "";
};

const renew = async () => {
  try {
    await navigator.serviceWorker?.register(form.dataset.worker);
    await keepPage();
    isAway = false;
  } catch {
    isAway = !navigator.onLine;
  }
  show();
};

const knownOf = (line) => {
  const own = calls.held.findLast((call) => call.person === Number(line.dataset.person));
  return own ? own.mark : line.dataset.mark;
};

const note = async (line) => {
  const chosen = line.querySelector(":checked");
  if (!chosen || chosen.value === knownOf(line)) return;
  const kept = calls.add(Number(line.dataset.person), chosen.value, knownOf(line));
  show();
  await kept;
  show();
};

// What the page knows to stand, also for the form that is posted.
const known = () => Object.fromEntries(
  fieldsets.filter((one) => one.dataset.mark).map((one) => [one.dataset.person, one.dataset.mark]),
);
const tellKnown = () => {
  form.elements.knew.value = Object.entries(known()).map((pair) => pair.join(":")).join(",");
};

const accept = async ({ became, at }) => {
  failures = 0;
  for (const call of calls.held) {
    const fate = became[call.op_id];
    const line = fieldsets.find((one) => Number(one.dataset.person) === call.person);
    if (fate === "stored" || fate === "same") line.dataset.mark = call.mark;
    else if (fate) conflicts += 1;
  }
  tellKnown();
  light.dataset.sent = "yes";
  isAway = false;
  await keepKnown(at, known(), form.dataset.until).catch(() => {});
  await calls.settle(new Set(Object.keys(became)));
};

const post = async () => {
  const batch = calls.held.slice(0, BATCH);
  try {
    const response = await fetch(form.dataset.calls, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({
        calls: batch.map(({ op_id, person, mark, knew, at }) => ({ op_id, person, mark, knew, ago_ms: Math.max(0, Date.now() - at) })),
      }),
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.type === "opaqueredirect") ended = "out"; // the sign-in has ended
    else if (response.ok) await accept(await response.json());
    else if (response.status < 500 && response.status !== 429) ended = "refused";
    else throw new Error(response.status);
  } catch {
    failures += 1;
  }
};

const empty = async () => {
  do {
    if (calls.held.length && !ended) await post();
    show();
  } while (calls.held.length && !failures && !ended);
  if (failures && !ended) timer = setTimeout(send, Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1)));
};

// One request at a time, until nothing is left or no answer comes.
const send = () => {
  clearTimeout(timer);
  flight ??= empty().finally(() => { flight = null; });
  return flight;
};

const noteAll = () => Promise.all(fieldsets.map(note));

const tick = (person, mark, isKnown = false) => {
  const line = fieldsets.find((one) => one.dataset.person === String(person));
  const box = line?.querySelector(`[value="${mark}"]`);
  if (box && !touched.has(line)) box.checked = true;
  if (line && isKnown) line.dataset.mark = mark;
};

// What this device holds and knows is put over the page.
const overlay = async () => {
  calls = await openCalls(form.dataset.ref);
  const since = await knownSince(Number(form.dataset.at)).catch(() => ({}));
  for (const [person, mark] of Object.entries(since)) tick(person, mark, true);
  tellKnown();
  for (const { person, mark } of calls.held) tick(person, mark);
};

const start = async () => {
  const ready = overlay();
  form.addEventListener("change", async (event) => { // perhaps before the device's store is open
    const line = event.target.closest("fieldset");
    touched.add(line);
    count();
    await ready;
    await note(line);
    send();
  });
  await ready;
  const rest = form.querySelector("[data-rest-present]");
  rest.hidden = false;
  rest.addEventListener("click", async () => {
    for (const line of unmarked()) line.querySelector("[value=present]").checked = true;
    count();
    await noteAll();
    send();
  });
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name === "close" && !calls.held.length) return; // goes the usual way
    event.preventDefault();
    await noteAll();
    await send();
    if (event.submitter?.name === "close" && !calls.held.length) form.requestSubmit(event.submitter);
  });
  window.addEventListener("online", () => { send(); renew(); });
  document.addEventListener("visibilitychange", () => document.hidden || send());
  count();
  show();
  send();
  renew();
};

if (form) start();
