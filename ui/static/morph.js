// Makes a part of the page look like a fresh copy of it while keeping its nodes, so that focus,
// selection, scrolling, opened details and whatever was typed stay as they are.

const CONTROLS = "input:not([type=hidden]), textarea, select";

// Whether somebody is writing in the form: it is left alone, its hidden version too, so that a change
// meanwhile is noticed when the form is sent.
function busy(form) {
  if (form.hasAttribute("data-typed")) return true; // a form that came back with what was typed
  const controls = [...form.querySelectorAll(CONTROLS)];
  return controls.some((control) => control === document.activeElement || changed(control));
}

function changed(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.type === "file") return control.files.length > 0;
  if (control.tagName === "SELECT") {
    const given = [...control.options].some((option) => option.defaultSelected);
    const chosen = [...control.options].filter((option) => option.selected);
    return given ? chosen.some((option) => !option.defaultSelected) : chosen.some((option) => option.value !== "");
  }
  return control.value !== control.defaultValue;
}

function holdsText(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return false;
  const forms = node.tagName === "FORM" ? [node] : [...node.querySelectorAll("form")];
  return forms.some(busy);
}

function sameKind(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && (old.id || "") === (fresh.id || "");
}

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(name === "open" && old.tagName === "DETAILS")) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name === "open" && old.tagName === "DETAILS") continue;
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function children(old, fresh) {
  let cursor = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const kept = match(old, cursor, wanted);
    if (kept === null) {
      old.insertBefore(document.importNode(wanted, true), cursor);
    } else {
      if (kept !== cursor) old.insertBefore(kept, cursor);
      node(kept, wanted);
      cursor = kept.nextSibling;
    }
  }
  while (cursor) {
    const next = cursor.nextSibling;
    if (!holdsText(cursor)) cursor.remove();
    cursor = next;
  }
}

function match(old, cursor, wanted) {
  if (wanted.nodeType === Node.ELEMENT_NODE && wanted.id) {
    return [...old.children].find((child) => child.id === wanted.id && child.nodeName === wanted.nodeName) ?? null;
  }
  return cursor && sameKind(cursor, wanted) ? cursor : null;
}

function node(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
  } else if (!(old.tagName === "FORM" && busy(old))) {
    attributes(old, fresh);
    children(old, fresh);
  }
}

export function morph(old, fresh) {
  const focused = document.activeElement;
  node(old, fresh);
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}

// Every part marked data-live of this page, from the page in `text`. False when it is another page.
export function adopt(text, extra = []) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const parts = [...document.querySelectorAll("[data-live]"), ...extra];
  if (parts.length > 0 && !parts.some((part) => fresh.getElementById(part.id))) return false;
  for (const part of parts) {
    const wanted = fresh.getElementById(part.id);
    if (wanted) morph(part, wanted);
  }
  return true;
}
