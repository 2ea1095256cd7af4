// What the phone keeps: drawers in IndexedDB. A deed is done whole, and on the disk, or not at all.

const NAME = "field"; // worker.js opens it too
const VERSION = 1;

/** The phone could not keep it: its storage is full, or broken. */
export class NotKept extends Error {}

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => lay(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const database = asked.result;
      // Browsers close it when they clear storage, and when a newer page wants it: the next deed opens it.
      database.onclose = forget;
      database.onversionchange = () => {
        database.close();
        forget();
      };
      resolve(database);
    };
  });
  opened.catch(forget);
  return opened;
}

function forget() {
  opened = undefined;
}

function lay(database) {
  database.createObjectStore("facts", { keyPath: "name" }); // who walks, which phone this is, which rounds there are
  database.createObjectStore("beats", { keyPath: "beat" });
  database.createObjectStore("doors", { keyPath: "d" }).createIndex("walk", ["b", "o"]);
  database.createObjectStore("drafts", { keyPath: "id" }); // typed at a door and not finished
  // `waits` is there until the office has answered: its index holds those to be sent.
  database.createObjectStore("visits", { keyPath: "id" }).createIndex("waits", "waits");
  database.createObjectStore("photos", { keyPath: "name" });
}

/** Resolve with what the request gives. */
export function got(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within(drawers, mode, deed) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const work = database.transaction(drawers, mode, { durability: "strict" });
    let given;
    work.oncomplete = () => resolve(given);
    work.onabort = () => reject(work.error ?? new Error("nothing was done"));
    Promise.resolve(deed(...drawers.map((name) => work.objectStore(name)))).then(
      (value) => (given = value),
      () => work.error ?? tryTo(() => work.abort()),
    );
  });
}

function tryTo(deed) {
  try {
    deed();
  } catch {
    // It has ended by itself.
  }
}

/** Read from the drawers. */
export function look(drawers, deed) {
  return within(drawers, "readonly", deed);
}

/** Write into the drawers; @throws {NotKept} if the phone could not: then nothing of it was written. */
export async function keep(drawers, deed) {
  try {
    return await within(drawers, "readwrite", deed);
  } catch {
    // What the office has can go; what it has not, never. Then it may fit.
    await makeRoom().catch(() => {});
  }
  try {
    return await within(drawers, "readwrite", deed);
  } catch (fault) {
    throw new NotKept(fault.name);
  }
}

function makeRoom() {
  return within(["visits", "doors"], "readwrite", async (visits, doors) => {
    for (const visit of await got(visits.getAll())) {
      if (visit.state === "taken" && !visit.waits) visits.delete(visit.id);
    }
    for (const door of await got(doors.getAll())) if (door.s !== "open") doors.delete(door.d);
  });
}

export const one = (drawer, key) => look([drawer], (store) => got(store.get(key)));
export const all = (drawer) => look([drawer], (store) => got(store.getAll()));
export const put = (drawer, ...records) =>
  keep([drawer], (store) => {
    for (const record of records) store.put(record);
  });
export const remove = (drawer, ...keys) =>
  keep([drawer], (store) => {
    for (const key of keys) store.delete(key);
  });
export const fact = async (name) => (await one("facts", name))?.value;
export const note = (name, value) => put("facts", { name, value });
