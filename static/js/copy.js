// <button data-copy="#id">: the text of that element; data-copy-text holds words of its own, and
// data-copy-typed stands for all that was typed on the page and not saved.
import { say } from "./live.js";

// A visual copy of what is said; it goes after eight seconds.
function toast(words) {
  const region = document.getElementById("toasts");
  if (!region || !words) return;
  const box = document.createElement("div");
  const text = document.createElement("span");
  box.className = "toast";
  text.textContent = words;
  box.append(text);
  region.append(box);
  say(words);
  let timer;
  const wait = () => { timer = setTimeout(() => box.remove(), 8000); };
  const stay = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) box.addEventListener(name, stay);
  for (const name of ["pointerleave", "focusout"]) box.addEventListener(name, wait);
  wait();
}

const typed = () => [...document.querySelectorAll("[data-unsaved] :is(textarea, .input)")]
  .map((field) => field.value.trim()).filter(Boolean).join("\n\n");

export async function run(button) {
  const { copy, copyText, copyTyped, copied } = button.dataset;
  const source = copy && document.querySelector(copy);
  try {
    await navigator.clipboard.writeText(copyTyped === "" ? typed() : copyText ?? source.value ?? source.innerText);
    toast(copied || `${button.textContent.trim()} ✓`);
  } catch { // No clipboard without https: mark the words, so that Ctrl+C takes them.
    if (source) getSelection().selectAllChildren(source);
  }
}
