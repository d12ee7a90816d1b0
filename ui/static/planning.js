// Planning a meeting: rows of the agenda and the search for people without asking the server. Without this
// script the same buttons send the form, and it comes back changed.

const form = document.querySelector("form[data-agenda]");
const rows = form?.querySelector("[data-rows]");
const picker = form?.querySelector("[data-picker]");

// Rows carry their number in their labels and in the button that takes them away.
function renumber() {
  [...rows.children].forEach((row, at) => {
    for (const each of row.querySelectorAll("[aria-label]")) {
      each.setAttribute("aria-label", each.getAttribute("aria-label").replace(/\d+/, String(at + 1)));
    }
    row.querySelector("[name=remove]").value = String(at + 1);
  });
}

function add() {
  const row = rows.lastElementChild.cloneNode(true);
  for (const each of row.querySelectorAll("input")) each.value = each.name === "agenda_minutes" ? "10" : "";
  rows.append(row);
  renumber();
  row.querySelector("input").focus();
}

function remove(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  if (!next) {
    for (const each of row.querySelectorAll("input")) each.value = "";
    return;
  }
  row.remove();
  renumber();
  next.querySelector("input").focus();
}

rows?.addEventListener("click", (event) => {
  const button = event.target.closest("[name=remove]");
  if (!button) return;
  event.preventDefault();
  remove(button.closest("li"));
});

form?.querySelector("[name=add]")?.addEventListener("click", (event) => {
  event.preventDefault();
  add();
});

// Whoever is chosen stays in sight. Where not everybody is on the page, the server searches.
function look(text) {
  for (const each of picker.querySelectorAll("[data-words]")) {
    each.hidden = !each.dataset.words.includes(text) && !each.querySelector("input").checked;
  }
}

if (picker && !picker.querySelector(".hint")) {
  const field = picker.querySelector("[name=find]");
  field.addEventListener("input", () => look(field.value.trim().toLowerCase()));
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  picker.querySelector("[name=look]").hidden = true;
}
