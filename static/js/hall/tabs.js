// One window of this browser writes; the lock ends with the window that holds it.
const WAIT_MS = 1500;

const name = (ref) => `mingfa-hall-${ref}`;

export const canLock = () => Boolean(navigator.locks);

// Resolves to true when this window may write. A window that is just being reloaded still holds
// the lock for a moment, so a short wait is normal. `onLost` is called when another window takes it.
export async function holdPen(ref, onLost) {
  if (!canLock()) return true;
  return (await ask(ref, { ifAvailable: true }, onLost))
    || ask(ref, { signal: AbortSignal.timeout(WAIT_MS) }, onLost);
}

export const takePen = (ref, onLost) => ask(ref, { steal: true }, onLost);

function ask(ref, options, onLost) {
  return new Promise((resolve) => {
    let held = false;
    const keep = (lock) => {
      held = Boolean(lock);
      resolve(held);
      return held ? new Promise(() => {}) : undefined; // kept until the window goes
    };
    navigator.locks.request(name(ref), options, keep).catch(() => (held ? onLost() : resolve(false)));
  });
}

// Tells the other windows of this attempt that it is closed.
export function announceClosed(ref) {
  const channel = new BroadcastChannel(name(ref));
  channel.postMessage("closed");
  channel.close();
}

export function whenClosedElsewhere(ref, then) {
  const channel = new BroadcastChannel(name(ref));
  channel.addEventListener("message", (event) => event.data === "closed" && then());
}
