// Words for screen readers, and toasts: visual copies of them that go after eight seconds.

export function say(words, urgent = false) {
  const region = document.getElementById(urgent ? "alert" : "live");
  if (!region || !words) return;
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = words; });
}

function deed({ href, post, action }) {
  if (!action) return null;
  if (!post) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = action;
    return link;
  }
  const form = document.createElement("form");
  form.method = "post";
  form.action = post;
  const token = document.createElement("input");
  token.type = "hidden";
  token.name = "csrfmiddlewaretoken";
  token.value = JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
  const button = document.createElement("button");
  button.textContent = action;
  form.append(token, button);
  return form;
}

// {text, action?, href? | post?, seconds?}: whatever a toast offers must exist elsewhere on the page too.
export function toast(detail) {
  const words = detail.text ?? detail.value;
  const region = document.getElementById("toasts");
  if (!region || !words) return;
  const box = document.createElement("div");
  const text = document.createElement("span");
  box.className = "toast";
  text.textContent = words;
  box.append(text, ...[deed(detail)].filter(Boolean));
  region.append(box);
  say(words);
  let timer;
  const wait = () => { timer = setTimeout(() => box.remove(), (detail.seconds ?? 8) * 1000); };
  const stay = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) box.addEventListener(name, stay);
  for (const name of ["pointerleave", "focusout"]) box.addEventListener(name, wait);
  wait();
}
