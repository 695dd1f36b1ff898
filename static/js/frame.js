// The frame's own behaviour; each page loads its own module beside it.
import { forgetPast } from "./kept.js";
import { bindMenus } from "./menus.js";
import { bindTheme } from "./theme.js";

bindTheme();
bindMenus();
forgetPast().catch(() => {}); // storage is switched off
