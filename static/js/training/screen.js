// The room's screen: asks for the present code every few seconds. While no answer comes the code is
// taken away, for what is shown then would hold no more. Keeps the screen awake, fills it on demand.
const EVERY_MS = 3_000;
const PATIENCE_MS = 8_000;
const screen = document.querySelector("[data-screen]");

const renew = async () => {
  const part = screen.querySelector("[data-code-part]");
  try {
    const response = await fetch(screen.dataset.screen, {
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(response.status);
    part.innerHTML = await response.text();
    part.hidden = false;
  } catch {
    part.hidden = true;
  }
  screen.querySelector("[data-stale]").hidden = !part.hidden;
  setTimeout(renew, EVERY_MS);
};

if (screen) {
  setTimeout(renew, EVERY_MS);
  const full = screen.querySelector("[data-full]");
  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", () => document.documentElement.requestFullscreen());
  navigator.wakeLock?.request("screen").catch(() => {});
}
