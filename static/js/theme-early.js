// Runs before the first paint: the page never flashes in the other theme.
(() => {
  let kept = null;
  try { kept = localStorage.getItem("mf-theme"); } catch { /* storage is off */ }
  const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
})();
