// A fault that one sees on the way, or is told of at a door. It is kept and sent like a visit; read when it is asked for.

import { place } from "../place.js";
import { sendNow } from "../send.js";
import { fact, NotKept, one } from "../store.js";
import { identity, keepVisit } from "../visits.js";
import { piece, slot } from "../words.js";

/** Return the page: of a door of the beat, of a report that was refused, or of any place. */
export async function report(id = "") {
  const door = await one("doors", Number(id) || id);
  const refused = await one("visits", id);
  const made = piece("report", { name: door?.n ?? "", asked: !door, say: refused?.say ?? "" });
  const form = made.querySelector("form");
  const fields = form.elements;
  for (const [name, value] of Object.entries(refused?.report ?? {})) if (fields[name]) fields[name].value = value;
  const whereabouts = place();
  form.onsubmit = async (event) => {
    event.preventDefault();
    const told = Object.fromEntries(["category", "account", "place", "words"].map((name) => [name, fields[name].value.trim()]));
    const consumer = door?.c ?? refused?.report?.consumer;
    const isSomewhere = Boolean(consumer || told.account || told.place);
    slot(made, "nowhere").hidden = isSomewhere;
    if (!isSomewhere) return;
    form.querySelector("button").disabled = true; // a second press while the phone writes is the same report
    const said_at = refused && refused.why !== "clock_years_off" ? refused.said_at : new Date().toISOString();
    const written = {
      id: identity(), person: await fact("person"), mends: refused?.id, said_at,
      name: door?.n ?? (told.place || told.account), end: door?.a ?? told.account.slice(-4),
      outcome: fields.category.selectedOptions[0].text, report: consumer ? { ...told, consumer } : told,
      answers: {}, photos: {}, mobile: "", gps: null, state: "kept", waits: 1,
    };
    await keepOrSend(made, written, whereabouts);
  };
  return made;
}

/** Keep it, with the place if the phone knows it by now: nobody waits for that. */
async function keepOrSend(made, written, whereabouts) {
  written.gps = await Promise.race([whereabouts, new Promise((resolve) => setTimeout(resolve, 2000, null))]);
  try {
    location.replace(`#visit/${(await keepVisit(written)).id}`);
    document.dispatchEvent(new Event("field:kept"));
  } catch (fault) {
    if (!(fault instanceof NotKept)) throw fault;
    const isTaken = await sendNow(written);
    slot(made, "full").hidden = isTaken;
    slot(made, "sent_at_once").hidden = !isTaken;
    made.querySelector("form").hidden = isTaken;
    made.querySelector("form button").disabled = false;
  }
}
