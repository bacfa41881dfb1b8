// Words for screen readers.

export function say(words, urgent = false) {
  const region = document.getElementById(urgent ? "alert" : "live");
  if (!region || !words) return;
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = words; });
}
