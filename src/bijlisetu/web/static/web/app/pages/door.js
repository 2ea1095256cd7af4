// At a door: what did you find? All that is typed is kept as it is typed.

import { formsOfRounds } from "../beats.js";
import { asked, drawn, faults, mobileIn, showFaults } from "../form.js";
import { takePhoto } from "../photos.js";
import { place } from "../place.js";
import { sendNow } from "../send.js";
import { NotKept, one } from "../store.js";
import { discard, draftFor, finished, keepVisit, save } from "../visits.js";
import { piece, press, said, slot } from "../words.js";
import { card } from "./card.js";

/** Return the page of a door of the beat. */
export async function door(id) {
  const known = await one("doors", Number(id) || id);
  if (!known) return piece("missing");
  const beat = await one("beats", known.b);
  return pageOf(await draftFor(known, beat?.round), known);
}

/** Return the page of a draft: begun at a door, or made of a visit that was refused. */
export async function draft(id) {
  const begun = await one("drafts", id);
  if (!begun) return piece("missing");
  const known = await one("doors", begun.door);
  return pageOf(begun, known ?? { d: begun.door, n: begun.name, a: begun.end, p: begun.place });
}

async function pageOf(draft, door) {
  const form = (await formsOfRounds()).get(draft.round);
  if (!form) return piece("missing");
  const made = piece("door", { lost_photo: Boolean(draft.camera), mends: Boolean(draft.mends) });
  slot(made, "card").replaceWith(card(door, { isHere: true }));
  slot(made, "report").href = `#report/${door.d}`;
  const page = { made, draft, form, form_place: made.querySelector("[data-list=fields]") };
  draft.camera = "";
  drawOutcomes(page);
  drawFields(page);
  findPlace(page);
  made.querySelector("form").onsubmit = (event) => {
    event.preventDefault();
    finish(page);
  };
  press(made, "discard", async () => {
    await discard(draft);
    location.hash = "";
  });
  return made;
}

/** Keep the draft as it is; say so where the phone cannot. */
async function kept({ made, draft }) {
  try {
    await save(draft);
    slot(made, "full").hidden = true;
  } catch (fault) {
    if (!(fault instanceof NotKept)) throw fault;
    slot(made, "full").hidden = false;
  }
}

function drawOutcomes(page) {
  const list = page.made.querySelector("[data-list=outcomes]");
  for (const [name, { label }] of Object.entries(page.form.outcomes)) {
    const one = piece("outcome", { label: said(label) });
    const input = one.querySelector("input");
    Object.assign(input, { value: name, checked: page.draft.outcome === name });
    input.onchange = () => {
      page.draft.outcome = name;
      drawFields(page);
      narrow(page, true);
      kept(page);
    };
    list.append(one);
  }
  press(page.made, "change", () => {
    narrow(page, false);
    list.querySelector("input").focus();
  });
  narrow(page, Boolean(page.draft.outcome));
}

/** Show the chosen outcome alone, or all of them. */
function narrow({ made }, isChosen) {
  for (const one of made.querySelectorAll(".outcome")) one.hidden = isChosen && !one.querySelector("input").checked;
  made.querySelector("[data-deed=change]").hidden = !isChosen;
}

function drawFields(page) {
  const fields = asked(page.form, page.draft).filter((field) => field.type !== "gps");
  page.form_place.replaceChildren(...fields.map((field) => drawn(field, page.draft, deeds(page))));
  slot(page.made, "rest").hidden = !page.draft.outcome;
}

function deeds(page) {
  return {
    changed(name, answer) {
      page.draft.answers[name] = answer;
      kept(page);
      if (isA("choice", page.form, name)) redraw(page, name);
    },
    photo: {
      opens(name) {
        page.draft.camera = name;
        return kept(page);
      },
      async taken(name, file, part) {
        page.draft.camera = "";
        slot(part, "failed").hidden = true;
        try {
          slot(part, "picture").replaceChildren(await takePhoto(file, page.draft, name));
          slot(part, "taken").hidden = false;
        } catch {
          slot(part, "failed").hidden = false;
        }
        await kept(page);
      },
    },
  };
}

const isA = (type, form, name) => form.fields.some((field) => field.type === type && (!name || field.name === name));

/** Draw what the choice asks for beside it, without moving whoever is choosing. */
function redraw(page, name) {
  drawFields(page);
  page.form_place.querySelector(`input[name="${name}"]:checked`)?.focus({ preventScroll: true });
}

async function findPlace(page) {
  const line = slot(page.made, "whereabouts");
  if (!isA("gps", page.form) || page.draft.gps) return showPlace(line, page.draft.gps);
  page.draft.gps = await place();
  showPlace(line, page.draft.gps);
  if (page.draft.gps && page.draft.outcome) await kept(page);
}

function showPlace(line, gps) {
  line.hidden = !gps;
  if (gps) line.querySelector("b").textContent = `± ${gps[2]} m`;
}

async function finish(page) {
  const { made, draft, form } = page;
  const found = faults(form, draft);
  showFaults(page.form_place, found);
  if (Object.keys(found).length) return;
  const button = made.querySelector("button.deed");
  button.disabled = true; // a second press while the phone writes is the same visit
  const fields = asked(form, draft);
  for (const { name, type } of fields) {
    if (type === "mobile" && draft.answers[name]) draft.answers[name] = mobileIn(draft.answers[name]);
  }
  const visit = finished(draft, fields);
  try {
    location.replace(`#visit/${(await keepVisit(visit)).id}`);
    document.dispatchEvent(new Event("field:kept"));
  } catch (fault) {
    if (!(fault instanceof NotKept)) throw fault;
    await withoutKeeping(made, visit);
    button.disabled = false;
  }
}

/** No room for the visit: the office may take it at once; else it stays on the screen. */
async function withoutKeeping(made, visit) {
  const isTaken = await sendNow(visit);
  slot(made, "full").hidden = isTaken;
  slot(made, "sent_at_once").hidden = !isTaken;
  made.querySelector("form").hidden = isTaken;
  slot(made, isTaken ? "sent_at_once" : "full").scrollIntoView({ block: "center" });
}
