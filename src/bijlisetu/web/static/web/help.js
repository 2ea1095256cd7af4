// The key ? opens the help of the page. Whoever speaks to the machine, or is caught out by it, can switch the key off.
"use strict";

const OFF = "help-key-off";

function isTyping(place) {
  if (!place.matches("input, textarea, select")) return false;
  // No account, number or name begins with it: at the counter the empty field has the keys all day.
  return place.value !== "" || !place.matches("input[type=text], input[type=search]");
}

addEventListener("keydown", (event) => {
  const link = document.querySelector("a.help");
  if (event.key !== "?" || event.ctrlKey || event.altKey || event.metaKey || !link) return;
  if (localStorage.getItem(OFF) || isTyping(event.target)) return;
  event.preventDefault();
  link.click();
});

for (const part of document.querySelectorAll(".help-key")) {
  const box = part.querySelector("input");
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  part.hidden = false;
}
