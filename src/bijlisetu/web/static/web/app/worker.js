// Keeps the page on the phone. Above these lines stand VERSION, PAGES and FILES.
"use strict";

const CHARGE = "field-charge"; // a cache with one note: which version opens
const NOTE = "/field/charge";
const cacheOf = (version) => `field-${version}`;

self.addEventListener("install", (event) => {
  // A piece that does not come ends it: what is in charge stays.
  event.waitUntil(gather().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function gather() {
  const cache = await caches.open(cacheOf(VERSION));
  await cache.addAll(FILES);
  await cache.addAll(PAGES.map((page) => new Request(page, { cache: "reload" })));
}

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && PAGES.includes(pathname)) event.respondWith(page(pathname));
  else if (pathname.startsWith("/static")) event.respondWith(file(event.request)); // the typeface among them
});

async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function page(pathname) {
  const cache = await caches.open(cacheOf(await inCharge()));
  return (await cache.match(pathname, { ignoreVary: true })) ?? fetch(pathname);
}

/** Return the version to open: this one, once nothing of an older one waits and all of this is here. */
async function inCharge() {
  const notes = await caches.open(CHARGE);
  const known = await (await notes.match(NOTE))?.text();
  if (known === VERSION) return known;
  if (known && (!(await isWhole()) || (await somethingWaits()))) return known;
  await notes.put(NOTE, new Response(VERSION));
  for (const name of await caches.keys()) {
    if (name.startsWith("field-") && ![CHARGE, cacheOf(VERSION)].includes(name)) await caches.delete(name);
  }
  return VERSION;
}

async function isWhole() {
  const cache = await caches.open(cacheOf(VERSION));
  const found = await Promise.all([...FILES, ...PAGES].map((name) => cache.match(name, { ignoreVary: true })));
  return found.every(Boolean);
}

/** Return whether a visit, its photo or a draft is on the phone that the office has not. */
function somethingWaits() {
  return new Promise((resolve) => {
    const asked = indexedDB.open("field");
    let isEmpty = false;
    asked.onupgradeneeded = () => {
      isEmpty = true; // nothing was ever kept here
      asked.transaction.abort();
    };
    asked.onerror = () => resolve(!isEmpty);
    asked.onsuccess = () => {
      const database = asked.result;
      const work = database.transaction(["visits", "drafts"]);
      const counts = [work.objectStore("visits").index("waits").count(), work.objectStore("drafts").count()];
      work.oncomplete = () => {
        database.close();
        resolve(counts.some((count) => count.result > 0));
      };
    };
  });
}
