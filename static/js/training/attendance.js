// The roll: marks everybody who is left as present, and says how many are still without a mark.
const form = document.querySelector("[data-attendance]");

const unmarked = () =>
  [...form.querySelectorAll("fieldset")].filter((line) => !line.querySelector(":checked"));

const count = () => {
  const left = form.querySelector("[data-left]");
  const n = unmarked().length;
  left.textContent = n ? left.dataset.words.replace("{n}", n) : "";
};

if (form) {
  const rest = form.querySelector("[data-rest-present]");
  rest.hidden = false;
  rest.addEventListener("click", () => {
    for (const line of unmarked()) line.querySelector("[value=present]").checked = true;
    count();
  });
  form.addEventListener("change", count);
  count();
}
