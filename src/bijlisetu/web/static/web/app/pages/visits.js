// What I found. What the office refused is mended here, or handed over.

import { formsOfRounds } from "../beats.js";
import { outcomeIn } from "../form.js";
import { all } from "../store.js";
import { drop, exported, mend, own } from "../visits.js";
import { moment, piece, press } from "../words.js";
import { state } from "./card.js";

const ORDER = ["refused", "sending", "kept", "taken"];
const isUntaken = (visit) => visit.state !== "taken";

/** Return the page; `anew` draws it again. */
export async function visits(_, anew) {
  const known = await own();
  const untaken = known.filter(isUntaken);
  const others = (await all("visits")).filter(isUntaken).length - untaken.length;
  const forms = await formsOfRounds();
  const some = known.length > 0;
  const made = piece("visits", { none: !some, some, others: others || "", untaken: untaken.length > 0 });
  const place = (visit) => ORDER.indexOf(visit.state);
  known.sort((one, other) => place(one) - place(other) || (one.said_at < other.said_at ? 1 : -1));
  made.querySelector("[data-list=visits]").append(...known.map((visit) => row(visit, forms.get(visit.round), anew)));
  press(made, "export", async () => {
    hand(await exported(untaken));
    anew();
  });
  made.refresh = anew;
  return made;
}

function row(visit, form, anew) {
  const isRefused = visit.state === "refused";
  const made = piece("visit-row", {
    name: visit.name, end: visit.end, at: moment(visit.said_at), state: state(visit),
    outcome: outcomeIn(form, visit.outcome),
    say: isRefused ? visit.say || visit.why : visit.photo_say, deeds: isRefused, drop: isRefused && visit.exported,
  });
  made.querySelector("a").href = `#visit/${visit.id}`;
  press(made, "mend", async () => {
    location.hash = visit.report ? `#report/${visit.id}` : `#draft/${(await mend(visit)).id}`;
  });
  press(made, "drop", async () => {
    await drop(visit);
    anew();
  });
  return made;
}

/** Save the text as a file. */
function hand(text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `visits-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
