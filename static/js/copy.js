// <button data-copy="#id">: the text of that element; data-copy-text holds words of its own, and
// data-copy-typed stands for all that was typed on the page and not saved.
import { toast } from "./live.js";

const typed = () => [...document.querySelectorAll("[data-unsaved] :is(textarea, .input)")]
  .map((field) => field.value.trim()).filter(Boolean).join("\n\n");

export async function run(button) {
  const { copy, copyText, copyTyped, copied } = button.dataset;
  const source = copy && document.querySelector(copy);
  try {
    await navigator.clipboard.writeText(copyTyped === "" ? typed() : copyText ?? source.value ?? source.innerText);
    toast({ text: copied || `${button.textContent.trim()} ✓` });
  } catch { // No clipboard without https: mark the words, so that Ctrl+C takes them.
    if (source) getSelection().selectAllChildren(source);
  }
}
