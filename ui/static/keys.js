// By keyboard: / to the search, c to write something new, j and k along the rows of a list (Enter opens, as on
// any link), Escape closes what floats. Never while somebody is typing.

const TYPING = "input, textarea, select, [contenteditable]";

const KEYS = {
  "/": () => document.getElementById("find")?.focus(),
  c: () => document.querySelector("[data-key=c]")?.click(),
  j: () => step(1),
  k: () => step(-1),
};

function step(by) {
  const links = [...document.querySelectorAll("[data-rows] tr[data-href] .what a")];
  const row = document.activeElement?.closest?.("tr[data-href]");
  const at = links.findIndex((link) => link.closest("tr") === row);
  links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return document.querySelector("details.pop[open]")?.removeAttribute("open");
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.pop[open]")) {
    if (!open.contains(event.target)) open.removeAttribute("open");
  }
});
