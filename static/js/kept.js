// Pages that this device keeps for the time without a line: the organiser's roll alone, as long as
// the site says, and until somebody signs in anew or out. js/training/roll-worker.js answers with it.
const STORE = "mingfa-roll-1";
const SCOPE = "/training/sessions/";
const has = () => "caches" in window;
const until = (page) => Number(page?.headers.get("Roll-Until") ?? 0);

const ofPage = () => performance.getEntriesByType("resource")
  .map((entry) => entry.name)
  .filter((name) => name.startsWith(`${location.origin}/static/`));

// Keeps this page as the site gives it now, with the files that it is made of, or throws it away.
export async function keepPage() {
  if (!has()) return;
  const page = await fetch(location.pathname, { redirect: "error", cache: "no-store" });
  const store = await caches.open(STORE);
  if (!page.ok || until(page) <= Date.now()) {
    await store.delete(location.pathname, { ignoreVary: true });
    return;
  }
  const files = new Set(ofPage());
  await Promise.all([...files].map(async (file) => (await store.match(file, { ignoreVary: true })) ?? store.add(file)));
  await store.put(location.pathname, page);
  for (const request of await store.keys()) {
    if (new URL(request.url).pathname.startsWith("/static/") && !files.has(request.url)) await store.delete(request);
  }
}

// What the site has said since to stand on a kept page, by its own clock; kept as long as the page.
export async function keepKnown(at, marks, last) {
  if (!has() || !(Number(last) > Date.now())) return;
  const store = await caches.open(STORE);
  const headers = { "Roll-Until": last };
  await store.put(`${location.pathname}known`, new Response(JSON.stringify({ at, marks }), { headers }));
}

// The same, where it was said after the page was made.
export async function knownSince(made) {
  if (!has() || !(await caches.has(STORE))) return {};
  const kept = await (await caches.open(STORE)).match(`${location.pathname}known`);
  const { at, marks } = kept ? await kept.json() : { at: 0, marks: {} };
  return at > made ? marks : {};
}

// Throws away what is kept for longer than the site said.
export async function forgetPast() {
  if (!has() || !(await caches.has(STORE))) return;
  const store = await caches.open(STORE);
  for (const request of await store.keys()) {
    if (!request.url.startsWith(location.origin + SCOPE)) continue;
    const page = await store.match(request, { ignoreVary: true });
    if (until(page) <= Date.now()) await store.delete(request, { ignoreVary: true });
  }
}

// Nobody is signed in: nothing stays, and nothing answers in the site's place.
export async function forgetAll() {
  if (has()) await caches.delete(STORE);
  for (const one of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    if (new URL(one.scope).pathname === SCOPE) await one.unregister();
  }
}
