// Says that a deed for many people is under way, and takes it once: a second press would ask for it again.
"use strict";

const SEEN_AFTER = 700; // most deeds are done by then

function isUnderWay(form) {
  if (form.dataset.sent) return true;
  form.dataset.sent = "yes";
  setTimeout(() => { form.querySelector(".waits").hidden = !form.dataset.sent; }, SEEN_AFTER);
  // Not at once: what was pressed is sent along.
  setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
  return false;
}

for (const form of document.querySelectorAll("form:has(.waits)")) {
  form.addEventListener("submit", (event) => isUnderWay(form) && event.preventDefault());
}

// Whoever comes back to the page by the browser's arrow finds it as it was.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form:has(.waits)")) {
    delete form.dataset.sent;
    form.querySelector(".waits").hidden = true;
    form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  }
});
