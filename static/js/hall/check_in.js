// Before the start: can this computer keep answers, and does the button wait for the hour.
import { canLock } from "./tabs.js";
import { canStore } from "./queue.js";

const page = document.querySelector("[data-check-in]");
const PROBE = "mingfa-check";

async function storageWorks() {
  if (!canStore()) return false;
  try {
    await navigator.storage?.persist?.();
    await new Promise((resolve, reject) => {
      const request = indexedDB.open(PROBE, 1);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
      request.onerror = () => reject(request.error);
    });
    indexedDB.deleteDatabase(PROBE);
    return true;
  } catch {
    return false;
  }
}

function show(name, good) {
  const line = page.querySelector(`[data-check="${name}"]`);
  const mark = page.querySelector(good ? "[data-check-good]" : "[data-check-bad]");
  line.append(mark.content.cloneNode(true));
  if (!good) page.querySelector("[data-check-note]").hidden = false;
}

function openAt(button, ms) {
  const due = performance.now() + ms;
  const wait = () => {
    const left = due - performance.now();
    if (left > 0) {
      setTimeout(wait, Math.min(left, 30_000)); // long timers drift while a computer sleeps
      return;
    }
    button.disabled = false;
    page.querySelector("[data-start-wait]").hidden = true;
  };
  wait();
}

show("secure", window.isSecureContext);
show("locks", canLock());
show("storage", await storageWorks());
const button = page.querySelector("[data-start]");
if (button && page.querySelector("[data-start-wait]")) openAt(button, Number(page.dataset.opensIn));
