// What the pages do beyond plain HTML. Everything works without it; see each module.
import "./live.js";
import "./keys.js";
import "./quick.js";

document.querySelector("[data-focus]")?.focus();
