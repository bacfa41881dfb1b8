// A button with a formtarget sends its form into a frame: htmx must not take it over.
document.addEventListener("submit", (event) => {
  if (event.submitter?.formTarget) event.stopImmediatePropagation();
}, true);

// [data-refresh]: the frame follows the form. A new one for each document keeps history short.
let timer;
function refresh(button) {
  const [old] = document.getElementsByName(button.formTarget);
  const fresh = old.cloneNode();
  fresh.removeAttribute("src");
  fresh.name = button.formTarget = `preview${Date.now()}`;
  for (const link of document.querySelectorAll("a[target^=preview]")) link.target = fresh.name;
  fresh.classList.add("is-coming");
  old.after(fresh);
  fresh.onload = () => {
    while (fresh.previousElementSibling) fresh.previousElementSibling.remove();
    fresh.classList.remove("is-coming");
  };
  button.form.requestSubmit(button);
}
document.addEventListener("input", ({ target }) => {
  const button = [...document.querySelectorAll("[data-refresh]")].find((one) => one.form === target.form);
  clearTimeout(timer);
  if (button) timer = setTimeout(refresh, 600, button);
});
