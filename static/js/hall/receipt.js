// The receipt is shown: what this computer held has been sent and is wiped; the sheet can be printed.
import { sendLeftovers } from "./leftovers.js";
import { hasQueue, wipe } from "./queue.js";
import { readConfig } from "./words.js";

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
window.addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll(".receipt-signed")) fold.open = true; // the sheet holds all of it
});

if (document.getElementById("hall-data")) {
  const config = readConfig();
  if (await hasQueue(config.ref)) {
    await sendLeftovers(config);
    await wipe(config.ref);
  }
}
document.documentElement.dataset.wiped = "yes";
