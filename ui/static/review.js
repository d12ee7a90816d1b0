// The review of minutes by keyboard: J and K move, Enter accepts, E corrects, X drops. Without this script every
// act is a button or a link.

const review = document.querySelector("[data-review]");
const findings = [...document.querySelectorAll(".finding")];

const current = () => document.activeElement?.closest?.(".finding") ?? null;

function show(finding) {
  for (const each of findings) each.classList.toggle("is-current", each === finding);
  finding.focus({ preventScroll: true });
  finding.scrollIntoView({ block: "nearest" });
}

function begin() {
  const named = findings.find((each) => `#${each.id}` === location.hash);
  const waiting = findings.find((each) => "waiting" in each.dataset);
  const wrong = review.querySelector("[aria-invalid=true], .finding .error");
  const first = wrong?.closest(".finding") ?? named ?? (location.hash ? null : waiting);
  if (first) show(first);
  if (new URLSearchParams(location.search).has("edit") && first) correct(first);
}

function move(step) {
  const at = findings.indexOf(current());
  const next = findings[at < 0 ? 0 : Math.min(Math.max(at + step, 0), findings.length - 1)];
  if (next) show(next);
}

// In a form that is open, correcting begins at what is not settled: a choice to make, or an empty field.
function correct(finding) {
  const link = finding.querySelector("[data-edit]");
  if (link) return link.click();
  const choices = [...finding.querySelectorAll("fieldset")].filter((each) => !each.querySelector(":checked"));
  const empty = [...finding.querySelectorAll("form[data-accept] input:not([type=hidden], [type=radio], [type=time])")];
  const field = choices[0]?.querySelector("input") ?? empty.find((each) => !each.value) ?? empty[0];
  return field?.focus();
}

const acts = {
  j: () => move(1),
  k: () => move(-1),
  Enter: (finding) => finding?.querySelector("form[data-accept]")?.requestSubmit(),
  e: (finding) => finding && correct(finding),
  x: (finding) => finding?.querySelector("form[data-drop]")?.requestSubmit(),
};

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target) && current()) {
    show(current());
    return;
  }
  if (typing(event.target) || (event.key === "Enter" && event.target.closest("a, button, summary"))) return;
  const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act(current());
});

if (review) {
  document.querySelector("[data-keys]").hidden = false;
  begin();
}
