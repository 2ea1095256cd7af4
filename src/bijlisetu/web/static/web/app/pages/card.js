// One door as its list has it: where, who, why, and what was found there last.

import { outcomeIn } from "../form.js";
import { moment, piece, rupees, slot, word } from "../words.js";

const MARKS = { kept: "●", sending: "↑", taken: "✓", refused: "✗" };

/** Return the card of a door. Whoever is there needs no way to it. */
export function card(door, { isHere = false } = {}) {
  const made = piece("card", {
    place: door.p, landmark: door.l, end: door.a, number: door.m,
    reason: door.y ? word("reasons", door.y) : "",
    hour: door.w ? word("hours", door.w) : "",
    arrears: door.r ? rupees(door.r) : "",
    map: Boolean(door.x) && !isHere,
  });
  const name = document.createElement(isHere ? "h1" : "h3");
  name.textContent = door.n;
  made.querySelector("[data-name]").replaceWith(name);
  // The phone's own map opens; no stranger's server learns where people live.
  if (door.x) slot(made, "map").href = `geo:${door.x.join(",")}?q=${door.x.join(",")}`;
  return made;
}

/** Return what was found, when, and whether the office has it. */
export function found(visit, form) {
  const made = piece("found", { outcome: outcomeIn(form, visit.outcome), at: moment(visit.said_at) });
  made.append(state(visit));
  return made;
}

/** Return whether the office has the visit, as a mark and a word. */
export function state(visit) {
  const isProved = visit.proved || visit.proof?.state === "proved";
  const key = visit.state !== "taken" ? visit.state : visit.waits ? "photo" : isProved ? "proved" : "taken";
  const made = piece("state", { mark: MARKS[visit.state], word: word("states", key) });
  made.dataset.state = visit.state;
  return made;
}
