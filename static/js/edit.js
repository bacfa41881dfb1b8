// Typing is never lost: growth, a warning before leaving, and copies kept in this browser.
//
// <form data-unsaved data-autosave="key" data-base="revision"> with a [data-restore] notice inside;
// data-posted where the server shows again what was sent
const prefix = `desk:${document.body.dataset.user}:`;
let leaving = false;

const grows = CSS.supports("field-sizing", "content");
function grow(field) {
  if (grows || field.tagName !== "TEXTAREA") return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

const words = (form) => JSON.stringify([...new FormData(form)]
  .filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string"));

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}
function keep(form, sent = false) {
  const { autosave, base } = form.dataset;
  if (!autosave) return;
  try {
    localStorage.setItem(prefix + autosave, JSON.stringify({ base, words: words(form), sent }));
    form.dispatchEvent(new Event("kept", { bubbles: true }));
  } catch { /* Storage is full or forbidden: the warning before leaving is left. */ }
}
function forget(matches) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(prefix) && matches(key)) localStorage.removeItem(key);
  }
}

function put(form, saved) {
  const left = new Map();
  for (const [name, value] of JSON.parse(saved)) left.set(name, [...(left.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = (left.get(field.name) ?? []).includes(field.value);
    else if (left.has(field.name)) field.value = left.get(field.name)[0];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function watch(form) {
  if (form.clean !== undefined) return;
  // A form that comes back with what was typed holds the newest words there are, unsaved.
  const isEcho = "posted" in form.dataset || form.querySelector("[data-summary]");
  form.clean = isEcho ? "" : words(form);
  const key = prefix + form.dataset.autosave;
  const kept = form.dataset.autosave && !isEcho && read(key);
  if (!kept) return;
  const notice = form.querySelector("[data-restore]");
  if (!notice || kept.base !== form.dataset.base || kept.words === words(form)) {
    localStorage.removeItem(key);
    return;
  }
  notice.hidden = false;
  // What this browser kept is the newest there is: one question is enough.
  document.getElementById("unsaved")?.remove();
  notice.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.value === "restore") put(form, kept.words);
    else localStorage.removeItem(key);
    notice.hidden = true;
    form.querySelector("input:not([type=hidden]), textarea")?.focus();
  });
}

function attach(root) {
  for (const form of root.querySelectorAll("form[data-unsaved]")) watch(form);
  for (const field of root.querySelectorAll("textarea, input")) grow(field);
}
const forms = () => [...document.querySelectorAll("form[data-unsaved]")];
const isDirty = (form) => form.clean !== undefined && form.clean !== words(form);

attach(document);
// What was sent, and whose form is not shown again, has arrived.
forget((key) => read(key)?.sent && !forms().some((form) => prefix + form.dataset.autosave === key));

document.body.addEventListener("htmx:load", (event) => attach(event.detail.elt));
document.addEventListener("input", (event) => {
  const field = event.target;
  grow(field);
  const form = field.form;
  if (!form?.matches("[data-unsaved]")) return;
  clearTimeout(form.timer);
  form.timer = setTimeout(() => keep(form), 800);
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-forget]")) forget(() => true);
  if (!event.target.matches("[data-unsaved]")) return;
  clearTimeout(event.target.timer);
  leaving = !event.defaultPrevented;
  if (leaving) keep(event.target, true);
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form[data-unsaved]");
  if (!form || event.detail.requestConfig.verb !== "post") return;
  leaving = event.detail.xhr.status === 401 || event.detail.successful;
  if (!event.detail.successful) { keep(form); return; }
  form.clean = words(form);
  localStorage.removeItem(prefix + form.dataset.autosave);
});
window.addEventListener("beforeunload", (event) => {
  const dirty = forms().filter(isDirty);
  if (!leaving) dirty.forEach((form) => keep(form));
  if (!leaving && dirty.length) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.form;
  if (form?.method !== "post") return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-submit]") ?? form.querySelector("[type=submit]"));
});
