// The frame's own behaviour; each page loads its own module beside it.
import { bindMenus } from "./menus.js";
import { bindTheme } from "./theme.js";

bindTheme();
bindMenus();
