// A button with a formtarget sends its form into a frame. The page stays where it is, so that htmx must not
// take the form over, and nothing may count it as sent.
document.addEventListener("submit", (event) => {
  if (event.submitter?.formTarget) event.stopImmediatePropagation();
}, true);
