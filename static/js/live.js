// Words for screen readers, and toasts: visual copies of them that go after eight seconds.

export function say(words, urgent = false) {
  const region = document.getElementById(urgent ? "alert" : "live");
  if (!region || !words) return;
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = words; });
}

export function toast(detail) {
  const words = detail.text ?? detail.value;
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
