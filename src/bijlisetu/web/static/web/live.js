// Keeps parts of an open page fresh. Everything works without it.
"use strict";

const FAILED_AFTER = 10000;
const MOVED_ON = 205; // the deeds on this page are no longer the right ones

async function refresh(part) {
  const answer = await fetch(part.dataset.live, { signal: AbortSignal.timeout(FAILED_AFTER), redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  if (answer.status === MOVED_ON) {
    // Whoever is filling in a form finishes that first: the server says what has changed.
    if (!document.activeElement.closest("form")) location.reload();
    return;
  }
  const text = await answer.text();
  // Whoever is reading or selecting something is not disturbed by a copy of the same.
  if (text !== part.seen && !part.contains(document.activeElement)) {
    part.innerHTML = text;
    part.seen = text;
  }
}

async function keepFresh(part) {
  const stale = document.querySelector(".stale");
  for (;;) {
    await new Promise((wake) => setTimeout(wake, Number(part.dataset.every)));
    if (document.hidden) continue;
    try {
      await refresh(part);
      if (stale) stale.hidden = true;
    } catch {
      if (stale) stale.hidden = false;
    }
  }
}

document.querySelectorAll("[data-live]").forEach(keepFresh);
