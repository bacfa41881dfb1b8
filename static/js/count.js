// <output data-counter-for="id" data-limit="60" data-words="{n} of {max}">: how long a text is.
// <output data-kept="form id" data-words="Kept at {time}">: when this browser last kept what is typed.
import { say } from "./live.js";

function count(field) {
  for (const counter of document.querySelectorAll(`[data-counter-for="${CSS.escape(field.id)}"]`)) {
    const max = Number(counter.dataset.limit);
    const n = [...field.value].length;
    const words = counter.dataset.words.replace("{n}", n).replace("{max}", max);
    if (counter.textContent === words) continue;
    counter.textContent = words;
    counter.classList.toggle("is-over", n > max);
    clearTimeout(counter.timer);
    if (n > max * 0.9) counter.timer = setTimeout(() => say(words), 1000);
  }
}

document.addEventListener("input", ({ target }) => count(target));
document.body.addEventListener("htmx:load", ({ detail }) => {
  for (const field of detail.elt.querySelectorAll("textarea, input")) count(field);
});
document.addEventListener("kept", ({ target }) => {
  const kept = document.querySelector(`[data-kept="${target.id}"]`);
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (kept) kept.textContent = kept.dataset.words.replace("{time}", time);
});
