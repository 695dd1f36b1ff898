// A button that copies the text beside it.
for (const form of document.querySelectorAll("[data-copy]")) {
  const text = form.querySelector("[data-copy-text]");
  const button = form.querySelector("[data-copy-button]");
  const done = form.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    if (navigator.clipboard) await navigator.clipboard.writeText(text.value);
    else document.execCommand("copy");
    done.hidden = false;
  });
}
