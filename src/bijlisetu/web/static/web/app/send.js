// One round with the office: who am I, what was found, where do I go, and last the pictures.

import { fetchBeats, forgetBeats, shutDown } from "./beats.js";
import { ask } from "./line.js";
import { sendPhotos } from "./photos.js";
import { fact, NotKept, note } from "./store.js";
import { identity, mark, settle, takeBack, toSend, waiting } from "./visits.js";

/** The version of the whole page, from this script's folder. */
const APP = /\.([0-9a-f]{12})\//.exec(import.meta.url)?.[1] ?? "unhashed";

const MOST = 20; // visits in a parcel, some ten thousand octets
const FEW = 3; // after a silence: what a bad line carries
const HEAVY = 64 * 1024;

let parcelSize = MOST;
let under_way;

/** Go one round, or wait for the one that is under way; resolve with "done", or why it ended. */
export function sendAll(told = () => {}) {
  under_way ??= alone(() => round(told)).finally(() => (under_way = undefined));
  return under_way;
}

/** Two windows of the page on one phone must not send the same visit at once. */
function alone(deed) {
  if (!navigator.locks) return deed();
  return navigator.locks.request("field-send", { ifAvailable: true }, (lock) => (lock ? deed() : "elsewhere"));
}

async function round(told) {
  let ended = "done";
  for (const step of [greet, sendVisits, fetchBeats, sendPhotos, () => ended === "done" && note("done_at", Date.now())]) {
    // A full phone goes on: pictures that are sent make room.
    const why = await unlessFull(step(told), () => (ended = "full"));
    if (why === "shut") await shutDown();
    if (why) return why;
  }
  return ended;
}

async function greet() {
  await unlessFull(takeBack());
  let device = await fact("device");
  if (!device) await note("device", (device = identity()));
  const { said, why } = await ask("device", { method: "POST", json: { device, name: model(), app: APP } });
  if (said?.shut) return "shut";
  if (why) return why;
  const known = await fact("person");
  if (known !== said.person) {
    await forgetBeats(); // a phone holds the beats of whoever carries it
    await note("person", said.person);
  }
  if (await fact("shut")) await note("shut", false);
}

function model() {
  const inBrackets = /\(([^)]*)\)/.exec(navigator.userAgent)?.[1] ?? "";
  return (navigator.userAgentData?.platform ?? inBrackets).slice(0, 60);
}

async function sendVisits(told) {
  const passedOver = new Set();
  for (;;) {
    const parcel = await nextParcel(passedOver);
    if (!parcel.length) return undefined;
    const why = await sendParcel(parcel, passedOver);
    told();
    if (why) return why;
  }
}

async function nextParcel(passedOver) {
  const found = await waiting(passedOver.size + parcelSize);
  const parcel = [];
  let weight = 0;
  for (const visit of found.filter((each) => !passedOver.has(each.id)).slice(0, parcelSize)) {
    weight += JSON.stringify(toSend(visit)).length * 3; // Devanagari takes three octets a letter
    if (parcel.length && weight > HEAVY) break;
    parcel.push(visit);
  }
  return parcel;
}

/** Send the parcel; return why the round must end, if it must. */
async function sendParcel(parcel, passedOver) {
  await unlessFull(mark(parcel, (visit) => ({ ...visit, state: "sending" })));
  const { said, why, status } = await ask("visits", { method: "POST", json: await parcelOf(parcel) });
  if (why === "shut") return why;
  await unlessFull(settle(parcel, why ? {} : said));
  if (!why) {
    for (const visit of parcel) passedOver.add(visit.id); // taken, refused, or left for the next round
    parcelSize = MOST;
    return undefined;
  }
  if (why === "fault" && status < 500) {
    // The office cannot read the parcel. One by one, its good visits pass.
    if (parcel.length === 1) passedOver.add(parcel[0].id);
    parcelSize = 1;
    return undefined;
  }
  parcelSize = FEW;
  return why;
}

/** A full phone sends all the same: what it cannot note, it sends once more. */
async function unlessFull(deed, isFull = () => {}) {
  try {
    return await deed;
  } catch (fault) {
    if (!(fault instanceof NotKept)) throw fault;
    isFull();
  }
}

/** Send a visit that the phone has no room for; return whether the office has taken it. */
export async function sendNow(visit) {
  const { said } = await ask("visits", { method: "POST", json: await parcelOf([visit]) });
  return Boolean(said?.taken?.includes(visit.id));
}

async function parcelOf(visits) {
  return { device: await fact("device"), app: APP, clock: new Date().toISOString(), visits: visits.map(toSend) };
}
