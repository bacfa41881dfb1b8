// Joins htmx to the page: live words, lost connections, polls of hidden tabs, focus after a swap, menus.
import "./edit.js";
import "./keys.js";
import { say } from "./live.js";

const { body } = document;
const on = (name, run) => body.addEventListener(name, run);

document.documentElement.classList.add("js");

// Events that the server sends in HX-Trigger.
on("live", (event) => say(event.detail.text ?? event.detail.value));
on("shortcuts", (event) => { body.dataset.shortcuts = event.detail.value; });

// A request that no event of a person or the page began is a poll.
const isPoll = (detail) => !detail.requestConfig?.triggeringEvent;

const missed = new Map();
on("htmx:beforeRequest", (event) => {
  if (!document.hidden || !isPoll(event.detail)) return;
  event.preventDefault();
  missed.set(event.detail.elt, event.detail.requestConfig);
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const [source, { verb, path }] of missed) {
    if (source.isConnected) window.htmx.ajax(verb.toUpperCase(), path, { source });
  }
  missed.clear();
});

function connection(words) {
  const region = document.getElementById("connection");
  if (!region || region.textContent === (words ?? "")) return;
  region.replaceChildren();
  if (!words) return;
  const banner = document.createElement("p");
  banner.className = "banner banner-warn";
  banner.textContent = words;
  region.append(banner);
}
function unreachable(event) {
  const { lost, failed } = document.getElementById("connection").dataset;
  connection(isPoll(event.detail) ? lost : failed);
}
on("htmx:sendError", unreachable);
on("htmx:timeout", unreachable);
on("htmx:afterOnLoad", (event) => { if (event.detail.xhr.status < 500) connection(); });
on("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) location.reload();
  else connection(document.getElementById("connection").dataset.broken);
});
// Refusals say where their sentence goes; a poll's refusal must not be read out again and again.
on("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400 || !xhr.getResponseHeader("HX-Retarget") || isPoll(event.detail)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

// Focus follows what a person did, and never a poll.
on("htmx:afterSettle", (event) => {
  const root = event.target;
  const cause = event.detail.requestConfig?.triggeringEvent;
  if (!cause || !["click", "submit", "keydown"].includes(cause.type)) return;
  const find = (what) => (root.matches?.(what) ? root : root.querySelector?.(what));
  const summary = find("[data-summary]");
  if (summary) document.title = `${body.dataset.errorPrefix} ${document.title}`;
  const spot = summary ?? find("[data-focus]")
    ?? (document.activeElement === body ? find("a[href], button, input:not([type=hidden]), textarea") : null);
  spot?.focus();
  if (root.closest?.("#conflict")) root.scrollIntoView({ block: "nearest" });
});
document.querySelector("[data-summary]")?.focus();

// A form without htmx is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  event.submitter?.classList.add("is-busy");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll(".is-busy")) button.classList.remove("is-busy");
});

// What is loaded when it is first used. A link leads to its page where that fails.
const LATER = { "[data-search]": "./search.js", "[data-copy], [data-copy-text], [data-copy-typed]": "./copy.js" };
document.addEventListener("click", (event) => {
  for (const [what, script] of Object.entries(LATER)) {
    const cause = event.target.closest(what);
    if (!cause || event.ctrlKey || event.metaKey) continue;
    event.preventDefault();
    import(script).then(({ run }) => run(cause)).catch(() => cause.href && location.assign(cause.href));
  }
});

// Menus are <details class="menu">: they open without script; script closes them.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
