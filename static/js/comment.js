// Words that are selected in a text ([data-words]) can be commented on: #comment-on follows the selection
// and asks the server for the form that is about them.

let timer;

// Where the selection begins and ends in the field's text, in characters as the server counts them.
function stretch(field, range) {
  const upTo = (node, offset) => {
    const part = new Range();
    part.setStart(field, 0);
    part.setEnd(node, offset);
    const copy = part.cloneContents();
    for (const number of copy.querySelectorAll(".noted-n")) number.remove();
    return [...copy.textContent].length;
  };
  return [upTo(range.startContainer, range.startOffset), upTo(range.endContainer, range.endOffset)];
}

function follow() {
  const button = document.getElementById("comment-on");
  if (!button) return;
  const selection = getSelection();
  const range = selection.rangeCount && !selection.isCollapsed && selection.getRangeAt(0);
  const root = range && range.commonAncestorContainer;
  const field = root && (root.closest ? root : root.parentElement).closest("[data-words] [data-field]");
  button.hidden = !field || !selection.toString().trim();
  if (button.hidden) return;
  const [start, end] = stretch(field, range);
  button.href = `${button.dataset.about}field=${field.dataset.field}&start=${start}&end=${end}#comment-form`;
  const box = range.getBoundingClientRect();
  button.style.left = `${Math.min(Math.max(box.left + box.width / 2, 90), innerWidth - 90)}px`;
  button.style.top = `${Math.min(Math.max(box.bottom, 56), innerHeight - 120)}px`;
}

document.addEventListener("selectionchange", () => {
  clearTimeout(timer);
  timer = setTimeout(follow, 150);
});
document.addEventListener("scroll", follow, { passive: true });
document.addEventListener("click", (event) => {
  const source = event.target.closest("#comment-on");
  if (!source || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  window.htmx.ajax("GET", source.getAttribute("href").split("#")[0], { source, event });
  source.hidden = true;
});
