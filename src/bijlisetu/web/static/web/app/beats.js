// The beats of whoever carries the phone: fetched in pieces, forgotten when no longer theirs.

import { ask } from "./line.js";
import { all, fact, got, keep, note } from "./store.js";
import { mark } from "./visits.js";

const PAGE = 100; // doors in a piece: some fifteen thousand octets, compressed

/** The doors of a beat, in walking order. */
export const walkOf = (beat) => IDBKeyRange.bound([beat], [beat, []]);

/** Return the rounds whose doors, or visits to be mended, are here. */
const rounds = async () => (await fact("rounds")) ?? [];

/** Return the form that is asked in each of them, by the round. */
export const formsOfRounds = async () => new Map((await rounds()).map(({ round, form }) => [round, form]));

/** Fetch what has changed; return why the round must end, if it must. */
export async function fetchBeats(told) {
  const { said, why } = await ask("beats");
  if (why) return why;
  await note("rounds", await stillNeeded(said.rounds));
  await mark(said.proved ?? [], (visit) => ({ ...visit, ...said.proved.find(({ id }) => id === visit.id) }));
  await forgetBeats((beat) => !said.beats.some((each) => each.beat === beat.beat));
  told();
  const known = new Map((await all("beats")).map((each) => [each.beat, each]));
  for (const beat of said.beats) {
    const whyNot = await fetchDoors({ ...known.get(beat.beat), ...beat });
    told();
    if (whyNot) return whyNot;
  }
  return undefined;
}

/** A round that has ended stays as long as something typed for it is to be mended. */
async function stillNeeded(told) {
  const known = await rounds();
  const used = new Set([...(await all("drafts")), ...(await all("visits"))].map((each) => each.round));
  return [...told, ...known.filter((old) => used.has(old.round) && !told.some((each) => each.round === old.round))];
}

/** Fetch the beat's doors from where the line broke; `has` is the version that is here whole. */
async function fetchDoors(beat) {
  const walk = beat.walk ?? { since: beat.has ?? 0, after: "" };
  if (!beat.walk && beat.has === beat.version) return keepPage(beat, [], []);
  for (;;) {
    const asked = new URLSearchParams({ beat: beat.beat, since: walk.since, limit: PAGE });
    if (walk.after !== "") asked.set("after", walk.after);
    const { said, why } = await ask(`doors?${asked}`);
    if (why) return why;
    // What changes while we walk is newer than the first piece, and comes again the next time.
    walk.version ??= said.version;
    walk.after = said.next ?? "";
    const isLast = said.next === null || said.next === undefined;
    const kept = isLast ? { ...beat, has: walk.version, walk: undefined } : { ...beat, walk: { ...walk } };
    await keepPage(kept, said.doors, said.gone ?? []);
    if (isLast) return undefined;
  }
}

function keepPage(beat, doors, gone) {
  return keep(["beats", "doors"], (beats, store) => {
    for (const door of doors) store.put({ ...door, b: beat.beat });
    for (const door of gone) store.delete(door);
    beats.put(beat);
  });
}

/** Forget the beats, all of them or some, and their doors. What was typed and found there stays. */
export function forgetBeats(which = () => true) {
  return keep(["beats", "doors"], async (beats, doors) => {
    for (const beat of await got(beats.getAll())) {
      if (!which(beat)) continue;
      beats.delete(beat.beat);
      for (const door of await got(doors.index("walk").getAllKeys(walkOf(beat.beat)))) doors.delete(door);
    }
  });
}

/** Forget what rounds left here that ended while the phone had no network. */
export async function forgetWhatEnded(now) {
  const ended = (await rounds()).filter((round) => new Date(round.until) <= now);
  await forgetBeats((beat) => ended.some((round) => round.round === beat.round));
}

/** The office has shut this phone: no door is shown; what was not sent stays sealed. */
export async function shutDown() {
  await forgetBeats();
  await keep(["facts", "drafts", "visits"], async (facts, drafts, visits) => {
    facts.put({ name: "shut", value: true });
    drafts.clear();
    for (const visit of await got(visits.getAll())) if (!visit.waits) visits.delete(visit.id);
  });
}
