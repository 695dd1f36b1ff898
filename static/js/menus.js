// A <details data-menu> closes on a click elsewhere, on Escape (focus returns) and when left.
export function bindMenus() {
  const menus = [...document.querySelectorAll("details[data-menu]")];
  const closeOthers = (kept) => {
    for (const menu of menus) {
      if (!kept || !menu.contains(kept)) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => closeOthers(event.target));
  document.addEventListener("focusin", (event) => closeOthers(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = menus.find((menu) => menu.open);
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}
