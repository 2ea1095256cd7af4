// Whether the office has a visit: said beside every visit, by a mark and a word.

import { piece, word } from "../words.js";

const MARKS = { kept: "●", sending: "↑", taken: "✓", refused: "✗" };

/** Return the visit's state. */
export function state(visit) {
  const waitsForPhoto = visit.state === "taken" && visit.waits;
  const made = piece("state", { mark: MARKS[visit.state], word: word("states", waitsForPhoto ? "photo" : visit.state) });
  made.dataset.state = visit.state;
  return made;
}
