// Ticks in a list: a ticked row is marked, one button ticks the whole page.
for (const form of document.querySelectorAll("[data-pick]")) {
  const ticks = () => [...form.querySelectorAll(".pick input[type=checkbox]")];
  const mark = () => ticks().forEach((tick) => tick.closest("tr").classList.toggle("is-picked", tick.checked));
  const all = form.querySelector("[data-pick-all]");
  form.addEventListener("change", mark);
  all?.addEventListener("click", () => {
    const wanted = !ticks().every((tick) => tick.checked);
    ticks().forEach((tick) => { tick.checked = wanted; });
    mark();
  });
  if (all && ticks().length) all.hidden = false;
  mark();
}
