// A new version: worker.js puts it in charge when the page is next opened and nothing waits.

import { left } from "./visits.js";

/** Have the newest version fetched, and offer it when it is whole. */
export async function watchForNewVersion() {
  if (!navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.register("/field/worker.js").catch(() => null);
  if (!registration) return; // without network there is no newer one
  registration.addEventListener("updatefound", () => {
    const arriving = registration.installing;
    const isFirst = !navigator.serviceWorker.controller;
    arriving.addEventListener("statechange", () => arriving.state === "activated" && !isFirst && offer());
  });
}

async function offer() {
  const part = document.getElementById("new-version");
  part.hidden = false;
  part.querySelector("button").onclick = () => location.reload();
  const look = async () => {
    const waits = (await left()) > 0;
    part.querySelector("button").disabled = waits;
    part.querySelector("[data-is=first]").hidden = !waits;
  };
  await look();
  document.addEventListener("field:round", look);
}
