// The search dialog: a combobox whose list htmx fetches. Loaded when it is first opened.

const dialog = document.getElementById("search");
const input = () => dialog.querySelector("[role=combobox]");
const options = () => [...dialog.querySelectorAll("[role=option][href]")];
const chosen = () => dialog.querySelector("[aria-selected=true]");

function choose(option) {
  for (const one of options()) one.setAttribute("aria-selected", one === option);
  if (option) input().setAttribute("aria-activedescendant", option.id);
  else input().removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = options();
  if (all.length) choose(all.at((all.indexOf(chosen()) + step + all.length) % all.length));
}

// What was found for other words must not be opened by Enter: it asks for a page of these words then.
dialog.addEventListener("input", () => choose(null));
dialog.addEventListener("keydown", (event) => {
  if (event.isComposing || event.target !== input()) return;
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(chosen() ? -1 : 0);
  else if (event.key === "Enter" && chosen()) chosen().click();
  else return;
  event.preventDefault();
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
});
document.body.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id !== "search-list") return;
  choose(options()[0]);
  dialog.querySelector("[role=status]").textContent = target.dataset.words;
});

// Whoever types fast has begun before htmx listens to the new field.
function searchWhatIsTyped() {
  if (input().value) input().dispatchEvent(new Event("input", { bubbles: true }));
}

export async function run({ href }) {
  if (dialog.open) return;
  dialog.addEventListener("htmx:afterSettle", searchWhatIsTyped, { once: true });
  // Asked for anew each time: what is found, and what may be done, changes.
  await window.htmx.ajax("GET", href, { target: dialog });
  if (!input()) { location.assign(href); return; }
  dialog.showModal();
  input().focus();
  choose(options()[0]);
}
