// Checks the computer at hand for an exam: secure, locks, storage that lasts, clock, fifty saves.
// Each check leaves its ref here as a mark; the next one shows whether a restart wiped it.
import { canStore } from "./queue.js";
import { canLock } from "./tabs.js";

const form = document.querySelector("[data-seat-check]");
const DB = "mingfa-seat";
const MARK = "mark";
const SHARE = 0.95;

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function openStore() {
  const request = indexedDB.open(DB, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(MARK);
  return done(request);
}

async function write(db, value) {
  const writing = db.transaction(MARK, "readwrite", { durability: "strict" });
  writing.objectStore(MARK).put(value, MARK);
  await new Promise((resolve, reject) => {
    writing.oncomplete = resolve;
    writing.onabort = () => reject(writing.error);
  });
}

const read = (db) => done(db.transaction(MARK).objectStore(MARK).get(MARK));

// The mark of an earlier check, and whether a new one could be written and read back.
async function storage(ref) {
  if (!canStore()) return { storage: false, mark: "" };
  try {
    await navigator.storage?.persist?.();
    const db = await openStore();
    const mark = (await read(db)) ?? "";
    await write(db, ref);
    const kept = (await read(db)) === ref;
    db.close();
    return { storage: kept, mark };
  } catch {
    return { storage: false, mark: "" };
  }
}

async function post(address, fields = {}) {
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: form.csrfmiddlewaretoken.value });
  const response = await fetch(address, { method: "POST", body, credentials: "same-origin" });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function saves(wanted) {
  const times = [];
  let offset = 0;
  for (let n = 1; n <= wanted; n += 1) {
    const begun = performance.now();
    const reply = await post(form.dataset.save);
    const took = performance.now() - begun;
    times.push(took);
    offset = Math.round(Date.now() - took / 2 - reply.server_now);
    form.querySelector("[data-count]").textContent = String(n);
    form.querySelector("progress").value = n;
  }
  times.sort((a, b) => a - b);
  return { p95_ms: Math.round(times[Math.ceil(times.length * SHARE) - 1]), offset_ms: offset };
}

const yes = (name, holds) => (holds ? { [name]: "on" } : {});

async function check() {
  const kept = await storage(form.dataset.ref);
  const timed = await saves(Number(form.dataset.saves));
  const found = {
    ...yes("secure", window.isSecureContext),
    ...yes("locks", canLock()),
    ...yes("storage", kept.storage),
    mark: kept.mark,
    ...timed,
  };
  const reply = await post(form.dataset.finish, found);
  location.replace(reply.next);
}

try {
  await check();
} catch {
  form.querySelector("[data-broken]").hidden = false;
}
