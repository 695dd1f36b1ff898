// What this computer still holds of an attempt that goes on elsewhere or is over: it is sent, so
// that it lies in the record and can be adopted or admitted by those who may.
import { openQueue } from "./queue.js";
import { Sender } from "./sender.js";
import { word } from "./words.js";

const note = document.querySelector("[data-left-over]");

function say(name, n) {
  note.hidden = !name;
  note.textContent = name ? word(name, { n }) : "";
}

// Resolves when nothing is left; tries for as long as the page stays open.
export async function sendLeftovers(config) {
  const queue = await openQueue({ ref: config.ref, epoch: config.epoch, lastSeq: config.first_seq });
  const held = await queue.read();
  if (held.length) await deliver(config, queue, held);
  queue.close();
  return held.length;
}

async function deliver(config, queue, held) {
  let sender = null;
  await new Promise((resolve) => {
    const settled = () => (sender.waiting ? sender.resume() : resolve());
    const tell = () => say(sender.light().state === "held" ? "left_over_held" : "left_over", sender.waiting);
    sender = new Sender(config, queue, {
      change: () => sender?.waiting && tell(),
      reply: () => sender.waiting || resolve(),
      closed: settled,
      fenced: () => {},
      invalid: () => say("left_over_held", sender.waiting),
      stuck: () => say("left_over_held", sender.waiting),
    });
    sender.take(held);
    sender.poke(0);
  });
  sender.stop();
  say("left_over_done");
}
