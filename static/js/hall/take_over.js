// Going on at another computer: first this one gives away what it still holds.
import { hasQueue } from "./queue.js";
import { sendLeftovers } from "./leftovers.js";
import { readConfig } from "./words.js";

const config = readConfig();
if (await hasQueue(config.ref)) await sendLeftovers(config);
