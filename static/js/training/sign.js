// The scan is confirmed at once; without this the officer presses the button.
const form = document.querySelector("[data-sign-now]");
if (form) form.requestSubmit();
