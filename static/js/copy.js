// <button data-copy="#id">: the text of that element; data-copy-text holds words of its own.
import { toast } from "./live.js";

export async function run(button) {
  const source = button.dataset.copy && document.querySelector(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(button.dataset.copyText ?? source.value ?? source.innerText);
    toast({ text: button.dataset.copied || `${button.textContent.trim()} ✓` });
  } catch { // No clipboard without https: mark the words, so that Ctrl+C takes them.
    if (source) getSelection().selectAllChildren(source);
  }
}
