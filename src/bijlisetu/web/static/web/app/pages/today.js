// My beat today: the next door, the doors after it in walking order, and those I have been to.

import { formsOfRounds, walkOf } from "../beats.js";
import { all, fact, got, look } from "../store.js";
import { own } from "../visits.js";
import { isToday, piece, slot, word } from "../words.js";
import { card, found } from "./card.js";

const AT_ONCE = 20; // doors drawn; a slow phone draws more when asked

/** Return the page; `anew` draws it again. */
export async function today(_, anew) {
  const [beats, forms, person] = await Promise.all([all("beats"), formsOfRounds(), fact("person")]);
  const visits = lastVisits(await own());
  const drafts = (await all("drafts")).filter((draft) => draft.person === person);
  const made = piece("today", { newcomer: !person, nothing: Boolean(person) && !beats.length });
  slot(made, "drafts").append(...drafts.map(unfinished));
  for (const beat of beats.sort((one, other) => one.number - other.number)) {
    slot(made, "beats").append(await beatOf(beat, visits, forms.get(beat.round)));
  }
  made.refresh = anew;
  return made;
}

/** Return the last visit of this phone to each door. */
function lastVisits(visits) {
  const inOrder = visits.sort((one, other) => (one.said_at < other.said_at ? -1 : 1));
  return new Map(inOrder.map((visit) => [visit.door, visit]));
}

function unfinished(draft) {
  const made = piece("unfinished", { name: draft.name });
  made.querySelector("a").href = `#draft/${draft.id}`;
  return made;
}

async function beatOf(beat, visits, form) {
  const doors = await look(["doors"], (store) => got(store.index("walk").getAll(walkOf(beat.beat))));
  const open = toVisit(doors, visits);
  const visited = doors.filter((door) => visits.has(door.d) && !open.includes(door));
  const [next, ...rest] = open;
  const made = piece("beat", {
    name: [beat.number, beat.name].filter(Boolean).join(" · "), doors: beat.doors ?? doors.length, left: open.length,
    half: Boolean(beat.walk), next: next ? nextDoor(next) : "", all_done: !next && !beat.walk,
    rest: rest.length > 0, visited: visited.length > 0, visited_many: visited.length || "",
  });
  unroll(made.querySelector("[data-list=rest]"), made.querySelector("[data-more=rest]"), rest, visits, form);
  unroll(made.querySelector("[data-list=visited]"), made.querySelector("[data-more=visited]"), visited, visits, form);
  return made;
}

/** Return where to go today: doors where nobody was yet, then those that a visit of another day has left open. */
function toVisit(doors, visits) {
  const open = doors.filter((door) => door.s === "open");
  const again = open.filter((door) => door.w && !isToday(visits.get(door.d)?.said_at));
  return [...open.filter((door) => !door.w && !visits.has(door.d)), ...again];
}

function nextDoor(door) {
  const made = piece("next");
  made.prepend(card(door));
  made.querySelector("a.deed").href = `#door/${door.d}`;
  return made;
}

function unroll(list, more, doors, visits, form) {
  let shown = 0;
  const show = () => {
    list.append(...doors.slice(shown, shown + AT_ONCE).map((door) => row(door, visits.get(door.d), form)));
    shown += AT_ONCE;
    more.hidden = shown >= doors.length;
  };
  more.onclick = show;
  show();
}

function row(door, visit, form) {
  const made = piece("row", {
    name: door.n, end: door.a, place: [door.l, door.p].filter(Boolean).join(" · "),
    reason: door.y && !visit ? word("reasons", door.y) : "",
    hour: door.w ? word("hours", door.w) : "",
    found: visit ? found(visit, form) : "",
  });
  made.querySelector("a").href = `#door/${door.d}`;
  return made;
}
