// Light or dark: every [data-theme-toggle] switches and remembers; its words are shown by CSS.
const root = document.documentElement;

export function bindTheme() {
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
      try { localStorage.setItem("mf-theme", root.dataset.bsTheme); } catch { /* storage is off */ }
    });
  }
}
