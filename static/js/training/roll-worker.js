// Opens the organiser's roll where there is no line. It answers for nothing but the pages below its
// own address: the network first, and only where that fails the copy that js/kept.js keeps. The name
// of the store carries the version; a new worker throws away what an older one kept.
const STORE = "mingfa-roll-1";
const OURS = "mingfa-roll-";
const PATIENCE_MS = 8_000;
const holds = (page) => Number(page.headers.get("Roll-Until")) > Date.now();
const late = () => new Promise((_, reject) => { setTimeout(reject, PATIENCE_MS, new Error("late")); });

const opened = async (request) => {
  const store = await caches.open(STORE);
  const { pathname } = new URL(request.url);
  const kept = await store.match(pathname, { ignoreVary: true });
  const forget = () => store.delete(pathname, { ignoreVary: true });
  if (!kept || !holds(kept)) {
    if (kept) await forget();
    return fetch(request);
  }
  try {
    const page = await Promise.race([fetch(request), late()]);
    if (page.status >= 500) return kept;
    if (!page.ok) await forget(); // signed out, or no business of the reader's any more
    return page;
  } catch {
    return kept;
  }
};

// Static files are named by what is in them: one that is kept never differs from the site's.
const part = async (request) => {
  const store = await caches.open(STORE);
  return (await store.match(request.url, { ignoreVary: true })) ?? fetch(request);
};

const begin = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== STORE).map((name) => caches.delete(name)));
  await self.clients.claim();
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(opened(request));
  else if (pathname.startsWith("/static/")) event.respondWith(part(request));
});
