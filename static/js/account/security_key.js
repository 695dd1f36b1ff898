// A security key: the browser asks it, its answer goes with the form, the server judges.
// The page holds what the server asks (#key-options) and a form with data-key="create" or "get".
const form = document.querySelector("[data-key]");
const button = form.querySelector("[data-key-button]");
const options = JSON.parse(document.getElementById("key-options").textContent);

function note(name) {
  for (const each of document.querySelectorAll("[data-key-note]")) each.hidden = each.dataset.keyNote !== name;
}

// A key knows a site by its name; an address in numbers, or one without encryption, has none.
const isNamed = !/^[\d.]+$|^\[/.test(location.hostname);

async function ask() {
  button.disabled = true;
  note("");
  try {
    const answer = await window.webauthnJSON[form.dataset.key](options);
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  } catch {
    note("failed"); // given up, timed out, or a key that is known already
    button.disabled = false;
  }
}

if (window.PublicKeyCredential && window.isSecureContext && isNamed) {
  button.hidden = false;
  button.addEventListener("click", ask);
} else {
  note("unsupported");
}
