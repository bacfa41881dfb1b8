// Shortcuts press what is on the page: <button data-key="a">, <a data-key="g d">. What the server
// did not draw has no key. With single keys switched off, they ask for Alt+Shift+letter.

// What a key does where the focus is, before it presses anything; returns whether it did.
export const here = new Map();

const FIELD = "input, textarea, select, [contenteditable], dialog, [popover]";
const OPEN = "[popover]:popover-open";
let first = "";
let timer;

function keyOf(event) {
  if (document.body.dataset.shortcuts === "on") {
    if (event.ctrlKey || event.metaKey || event.altKey) return "";
    return event.key === "?" || !event.shiftKey ? event.key : "";
  }
  if (!event.altKey || !event.shiftKey) return "";
  return event.code === "Slash" ? "?" : /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : "";
}

const MOVES = { j: [1, "[data-row]"], k: [-1, "[data-row]"], n: [1, "[data-finding]"], p: [-1, "[data-finding]"] };

function move([step, what]) {
  const rows = [...document.querySelectorAll(what)].filter((row) => row.checkVisibility());
  const here = rows.indexOf(document.activeElement);
  rows[here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1)]?.focus();
  return rows.length > 0;
}

function press(keys) {
  const target = document.querySelector(`[data-key="${CSS.escape(keys)}"]:not(:disabled, [aria-disabled="true"])`);
  target?.click();
  return Boolean(target);
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.defaultPrevented || event.target.closest?.(FIELD) || document.querySelector(OPEN)) return;
  const key = keyOf(event);
  if (!key || key === "Shift" || key === "Alt") return;
  const keys = first ? `${first} ${key}` : key;
  clearTimeout(timer);
  first = "";
  if (here.get(keys)?.() || press(keys) || (MOVES[keys] && move(MOVES[keys]))) {
    event.preventDefault();
  } else if (key === "g") {
    first = "g";
    timer = setTimeout(() => { first = ""; }, 1200);
  }
});

// The sheet of keys is searched as one types.
document.addEventListener("input", ({ target }) => {
  if (target.id !== "find-key") return;
  const words = target.value.toLowerCase();
  for (const row of document.querySelectorAll("#help dl > div")) {
    row.hidden = !row.textContent.toLowerCase().includes(words);
  }
});
