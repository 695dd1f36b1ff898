// The time left of a mock exam. When it is over the paper is handed in, with what stands chosen.
import { Clock, figures } from "../hall/clock.js";

const shown = document.querySelector("[data-left-ms]");

if (shown) {
  const clock = new Clock();
  clock.sync(Number(shown.dataset.leftMs));
  shown.hidden = false;
  const tell = () => {
    shown.textContent = figures(clock.remaining());
    if (clock.remaining() > 0) return;
    clearInterval(turning);
    document.querySelector("[data-hand-in]")?.click();
  };
  const turning = setInterval(tell, 500);
  tell();
}
