// The marking sheet by keyboard: Enter goes on, F gives a point its full marks; the sum is shown.
const form = document.querySelector("[data-marking]");

function begin() {
  const fields = [...form.querySelectorAll("input[type=number]")];
  const submit = form.querySelector("[type=submit]");
  const sum = form.querySelector("[data-sum]");
  form.querySelector("[data-keys]").hidden = false;

  const draw = () => {
    const given = fields.map((field) => field.value).filter(Boolean);
    const total = given.reduce((all, value) => all + Math.round(Number(value) * 100), 0) / 100;
    sum.textContent = given.length === fields.length ? String(total) : "—";
  };
  const goOn = (field) => (fields[fields.indexOf(field) + 1] ?? submit).focus();

  form.addEventListener("input", draw);
  form.addEventListener("keydown", (event) => {
    if (!fields.includes(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") goOn(event.target);
    else if (event.key === "f" || event.key === "F") {
      event.target.value = event.target.max;
      draw();
      goOn(event.target);
    } else return;
    event.preventDefault();
  });
  draw();
  (form.querySelector(".is-invalid") ?? fields[0])?.focus({ preventScroll: true });
}

if (form) begin();
