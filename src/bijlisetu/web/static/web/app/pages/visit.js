// After a visit: where it is, its number proved, on to the next door.

import { formsOfRounds } from "../beats.js";
import { ask } from "../line.js";
import { sendAll } from "../send.js";
import { one } from "../store.js";
import { outcomeIn } from "../form.js";
import { mark } from "../visits.js";
import { piece, slot } from "../words.js";
import { state } from "./card.js";

/** Return the page of a visit that this phone made. */
export async function visit(id) {
  const known = await one("visits", id);
  if (!known) return piece("missing");
  const isProvable = Boolean(known.mobile) && known.state !== "refused";
  const made = piece("visit", {
    name: known.name, outcome: outcomeIn((await formsOfRounds()).get(known.round), known.outcome),
    state: state(known), say: known.state === "refused" ? known.say : "", prove: isProvable,
    mail: known.mail && !known.proved?.includes("email"), mail_proved: known.proved?.includes("email"),
  });
  if (isProvable) prove(slot(made, "prove"), known);
  made.refresh = async () => {
    const now = await one("visits", id);
    if (now.state === "refused") made.replaceWith(await visit(id));
    else slot(made, "state").replaceChildren(state(now));
  };
  return made;
}

function prove(part, visit) {
  const parts = Object.fromEntries([...part.querySelectorAll("[data-step]")].map((each) => [each.dataset.step, each]));
  const show = (step) => Object.entries(parts).forEach(([name, each]) => (each.hidden = name !== step));
  for (const each of part.querySelectorAll("[data-number]")) each.textContent = masked(visit.mobile);
  show(visit.proof?.state ?? "offer");
  for (const button of part.querySelectorAll("[data-deed=ask]")) button.onclick = () => askForCode(part, button, visit, show);
  parts.asked.onsubmit = (event) => {
    event.preventDefault();
    answer(parts.asked, visit, show);
  };
}

const masked = (mobile) => `${mobile.slice(0, 2)}xxxxxx${mobile.slice(-2)}`;

/** Have a code sent to the number, once the office has the visit; without network it is proved later. */
async function askForCode(part, button, visit, show) {
  button.disabled = true;
  if ((await one("visits", visit.id))?.state !== "taken") await sendAll();
  const { said: told, why } = await ask("proof", { method: "POST", json: { visit: visit.id, value: visit.mobile } });
  button.disabled = false;
  if (why) {
    slot(part, "say").textContent = told?.say ?? "";
    return show("later");
  }
  await proofIs(visit, { state: "asked", challenge: told.challenge });
  return show("asked");
}

async function answer(form, visit, show) {
  const code = form.elements.code.value.replace(/\D/g, "");
  const { said: told, why } = await ask(`proof/${visit.proof.challenge}`, { method: "POST", json: { code } });
  const [silent, wrong] = [slot(form, "silent"), slot(form, "wrong")];
  silent.hidden = !why;
  wrong.hidden = told?.state !== "wrong";
  if (why || told.state === "wrong") {
    slot(form, "tries").textContent = told?.left ?? "";
    return;
  }
  await proofIs(visit, { state: told.state === "proved" ? "proved" : "over" });
  show(visit.proof.state);
}

async function proofIs(visit, proof) {
  visit.proof = proof;
  // Once the number is proved the phone needs it no longer.
  await mark([visit], (known) => ({ ...known, proof, mobile: proof.state === "proved" ? "" : known.mobile }));
}
