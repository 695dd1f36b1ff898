// The sign-in page: whoever was here before has left, and this device keeps no page of theirs.
import { forgetAll } from "../kept.js";

forgetAll().catch(() => {}); // storage is switched off
