// A button with a formtarget sends its form into a frame. The page stays where it is, so that htmx must not
// take the form over, and nothing may count it as sent.
document.addEventListener("submit", (event) => {
  if (event.submitter?.formTarget) event.stopImmediatePropagation();
}, true);

// <button data-refresh formtarget="preview">: the frame follows the form, a moment after the last change.
// Each document comes into a new frame, so that none of them is a step of the browser's history.
function refresh(button) {
  const [old] = document.getElementsByName(button.formTarget);
  if (!old || !button.form) return;
  const fresh = old.cloneNode();
  fresh.removeAttribute("src");
  // A frame keeps the name that it was made with, whatever its attribute says later.
  fresh.name = button.formTarget = `${button.formTarget.split("-")[0]}-${Date.now()}`;
  fresh.classList.add("is-coming");
  old.after(fresh);
  fresh.addEventListener("load", () => {
    for (const frame of [...fresh.parentElement.querySelectorAll("iframe")]) if (frame !== fresh) frame.remove();
    fresh.classList.remove("is-coming");
  });
  button.form.requestSubmit(button);
}

let timer;
function changed(event) {
  const button = [...document.querySelectorAll("[data-refresh]")].find((one) => one.form === event.target.form);
  if (!button) return;
  clearTimeout(timer);
  timer = setTimeout(() => refresh(button), 600);
}
document.addEventListener("input", changed);
