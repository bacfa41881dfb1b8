// The pane beside the queue shows the draft whose row has the focus: `o` opens it, `x` selects it.
import { here } from "./keys.js";

const rowOf = (element) => element?.closest?.(".qrow");
const linkOf = (row) => row?.querySelector("[data-row]");
let timer;

function show(row) {
  const pane = document.getElementById("peek");
  const link = linkOf(row);
  if (!link || !pane?.checkVisibility() || (pane.dataset.of ?? pane.dataset.wanted) === link.id) return;
  pane.dataset.wanted = link.id;
  for (const one of document.querySelectorAll(".qrow")) one.classList.toggle("is-peeked", one === row);
  // Given up on where the next row is wanted first.
  window.htmx.ajax("GET", link.href, { source: pane }).catch(() => {});
}

document.addEventListener("focusin", ({ target }) => {
  const row = rowOf(target);
  if (!row) return;
  clearTimeout(timer);
  timer = setTimeout(() => show(row), 150);
});
// A list that is new begins at its first row.
document.body.addEventListener("htmx:load", () => {
  if (document.querySelector("#peek:not([data-of])")) show(document.querySelector(".qrow"));
});

// The list brings a field of its own. Whoever types on keeps theirs: the answer to all the words comes next.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { elt, parameters } = detail.requestConfig;
  if (elt.id === "queue-search" && elt.value !== parameters.q) detail.shouldSwap = false;
});

here.set("o", () => {
  const link = linkOf(rowOf(document.activeElement));
  link?.click();
  return Boolean(link);
});
here.set("x", () => {
  const box = rowOf(document.activeElement)?.querySelector("[type=checkbox]");
  box?.click();
  return Boolean(box);
});
