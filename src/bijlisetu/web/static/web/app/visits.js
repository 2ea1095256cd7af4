// A visit: typed as a draft, finished at the door, kept until the office has answered for it.

import { all, fact, got, keep, look, put, remove } from "./store.js";

/** What goes to the office. */
const SENT = ["id", "door", "consumer", "beat", "outcome", "answers", "said_at", "gps", "report"];

const DAY = 24 * 3600 * 1000;

/** Return a new identity, on old phones too. */
export function identity() {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  octets[6] = (octets[6] & 0x0f) | 0x40;
  octets[8] = (octets[8] & 0x3f) | 0x80;
  const hex = Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Return what was begun at the door, or a new draft. */
export async function draftFor(door, round) {
  const person = await fact("person");
  const begun = (await all("drafts")).find((each) => each.door === door.d && each.person === person && !each.mends);
  return begun ?? {
    id: identity(), door: door.d, consumer: door.c, beat: door.b, round, person,
    name: door.n, end: door.a, place: door.p,
    outcome: "", answers: {}, photos: {}, gps: null, camera: "",
  };
}

let next;
let writing;

/** Keep the draft as it is now; of those that wait to be written, the latest. */
export function save(draft) {
  next = JSON.parse(JSON.stringify(draft));
  writing ??= write().finally(() => (writing = undefined));
  return writing;
}

async function write() {
  while (next) {
    const latest = next;
    next = undefined;
    await put("drafts", latest);
  }
}

/** Make the draft a visit, with what the outcome asks for and nothing else. */
export function finished(draft, asked) {
  const named = asked.map((field) => field.name);
  const isAsked = ([name, value]) => named.includes(name) && value !== "";
  const only = (values) => Object.fromEntries(Object.entries(values).filter(isAsked));
  const { answers, photos, camera, ...known } = draft;
  return {
    ...known,
    answers: { ...only(answers), ...only(photos) }, // of a photo, how large it is: it comes by itself
    mobile: answers[asked.find((field) => field.type === "mobile")?.name] ?? "",
    mail: asked.some(({ name, type }) => type === "email" && answers[name]),
    photos: Object.fromEntries(Object.keys(only(photos)).map((photo) => [photo, "kept"])),
    said_at: draft.said_at ?? new Date().toISOString(),
    state: "kept",
    waits: 1,
  };
}

/** Keep the visit instead of its draft, and instead of the refused visit that it mends; return it as it is kept. */
export async function keepVisit(visit) {
  await writing?.catch(() => {});
  return keep(["visits", "drafts", "photos"], async (visits, drafts, photos) => {
    // Another window finished the same draft: both visits stay.
    const isSecond = Boolean(await got(visits.get(visit.id)));
    const own = isSecond ? { ...visit, id: identity() } : visit;
    visits.put(own);
    drafts.delete(visit.id);
    if (visit.mends) visits.delete(visit.mends);
    for (const photo of await got(photos.getAll(of(visit.id)))) {
      const isAsked = Boolean(own.photos[photo.field]);
      if (isSecond && isAsked) photos.put({ ...photo, name: `${own.id}/${photo.field}`, visit: own.id });
      if (!isSecond && !isAsked) photos.delete(photo.name);
    }
    return own;
  });
}

/** All photos of a visit, by their names. */
const of = (visit) => IDBKeyRange.bound(`${visit}/`, `${visit}/\uffff`);

/** Return the visits of whoever carries the phone. */
export async function own() {
  const person = await fact("person");
  return (await all("visits")).filter((visit) => visit.person === person);
}

/** Return so many of their unsent visits, the oldest first. */
export async function waiting(most) {
  const unsent = (await own()).filter((visit) => visit.waits && visit.state !== "taken");
  return unsent.sort((one, other) => (one.said_at < other.said_at ? -1 : 1)).slice(0, most);
}

/** Return how many visits, or their photos, the office has not, whoever made them. */
export const left = () => look(["visits"], (visits) => got(visits.index("waits").count()));

export const toSend = (visit) => Object.fromEntries(SENT.map((name) => [name, visit[name]]));

/** Keep what has become of visits. */
export function mark(visits, change) {
  return keep(["visits"], async (store) => {
    for (const { id } of visits) {
      const known = await got(store.get(id));
      if (known) store.put(change(known));
    }
  });
}

/** What was being sent when the page closed is sent anew. */
export async function takeBack() {
  const cut = (await all("visits")).filter((visit) => visit.state === "sending");
  if (cut.length) await mark(cut, (visit) => ({ ...visit, state: "kept" }));
}

/** Keep what the office said of each visit of a parcel. */
export function settle(parcel, said) {
  const taken = new Set(said.taken ?? []);
  const refused = new Map((said.refused ?? []).map((each) => [each.id, each]));
  return mark(parcel, (visit) => {
    if (taken.has(visit.id)) return acknowledged(visit);
    if (refused.has(visit.id)) return turnedDown(visit, refused.get(visit.id));
    return { ...visit, state: "kept" };
  });
}

function acknowledged(visit) {
  const { waits, answers, report, ...rest } = visit;
  const waitsForPhotos = Object.values(visit.photos).includes("kept") ? { waits } : {};
  // The phone forgets what was said, but for the number until it is proved.
  return { ...rest, ...waitsForPhotos, answers: {}, state: "taken", taken_at: new Date().toISOString() };
}

function turnedDown(visit, { why, say }) {
  const { waits, ...rest } = visit;
  return { ...rest, state: "refused", why, say };
}

/** Begin a draft out of a refused visit, with an identity of its own. */
export async function mend(visit) {
  const { waits, state, why, say, photos, exported, ...rest } = visit;
  const draft = { ...rest, id: identity(), mends: visit.id, answers: { ...visit.answers }, photos: {}, camera: "" };
  if (why === "clock_years_off") delete draft.said_at;
  await keep(["drafts", "photos"], async (drafts, kept) => {
    for (const photo of await got(kept.getAll(of(visit.id)))) {
      kept.put({ ...photo, name: `${draft.id}/${photo.field}`, visit: draft.id });
      draft.photos[photo.field] = visit.answers[photo.field];
      delete draft.answers[photo.field];
    }
    drafts.put(draft);
  });
  return draft;
}

/** Return the visits as text for the office. */
export async function exported(visits) {
  const device = await fact("device");
  const lines = visits.map((visit) => ({ ...toSend(visit), person: visit.person, device, why: visit.why ?? "" }));
  await mark(visits, (visit) => ({ ...visit, exported: true }));
  return JSON.stringify(lines, null, 1);
}

/** Forget a refused visit that was handed over in another way. */
export const drop = (visit) => remove("visits", visit.id);

/** Forget what is typed and not finished. */
export function discard(draft) {
  next = undefined;
  return keep(["drafts", "photos"], (drafts, photos) => {
    drafts.delete(draft.id);
    photos.delete(of(draft.id));
  });
}

/** Forget, after a day, visits that the office has. */
export async function tidy(now) {
  const isOld = ({ state, waits, taken_at }) => state === "taken" && !waits && now - new Date(taken_at) > DAY;
  const old = (await all("visits")).filter(isOld).map((visit) => visit.id);
  if (old.length) await remove("visits", ...old);
}
