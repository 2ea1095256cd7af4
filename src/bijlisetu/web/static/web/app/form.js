// What is asked at a door: the fields of a form file for one outcome, and what is wrong with the answers.

import { piece, said, slot, word } from "./words.js";

const MAILBOX = /^\S+@\S+\.\S{2,}$/;

/** Return the outcome as people say it. */
export const outcomeIn = (form, name) => said(form?.outcomes[name]?.label) || name;

/** Return the fields that are asked with the draft's outcome. */
export function asked({ fields }, { outcome, answers }) {
  return fields.filter((field) => (!field.when || field.when.includes(outcome)) && isMet(field.if, answers));
}

/** A question may hang on an answer: "whatsapp=other". */
function isMet(condition, answers) {
  const [name, choice] = condition?.split("=") ?? [];
  return !name || answers[name.trim()] === choice.trim();
}

/** Return what is wrong, by the name of the field; this spares a way back to the door. */
export function faults(form, draft) {
  const found = {};
  const fields = asked(form, draft);
  for (const field of fields) {
    const answer = draft.answers[field.name] ?? "";
    if (!answer && field.required) found[field.name] = word("faults", "required");
    if (answer && field.type === "mobile" && !mobileIn(answer)) found[field.name] = whyNoMobile(answer);
    if (answer && field.type === "email" && !MAILBOX.test(answer)) found[field.name] = word("faults", "email");
  }
  const needs = form.outcomes[draft.outcome].needs;
  if (needs && !needs.some((name) => draft.answers[name])) found[needs[0]] ??= word("faults", "needs");
  return found;
}

/** Return what may be wrong with a mailbox: nobody reads it, or a finger slipped. */
function doubtOf(text) {
  if (!MAILBOX.test(text)) return "";
  const [name, domain] = text.toLowerCase().split("@");
  const listed = (key) => word("mailboxes", key);
  const meant = listed(domain.replace(/\.[^.]*$/, listed));
  if (!meant || !listed(`${name}@`)) return word("faults", "nobody");
  return meant === domain ? "" : `${word("faults", "mistyped")} ${name}@${meant}`;
}

function whyNoMobile(text) {
  const many = digitsOf(text).length;
  return [10, 11, 12].includes(many) ? word("faults", "mobile") : `${word("faults", "digits")} ${many}`;
}

/** Return the ten digits in the text, Devanagari ones too, or "". */
export function mobileIn(text) {
  let digits = digitsOf(text);
  if (digits.length === 12 && digits.startsWith("91")) digits = digits.slice(2);
  if (digits.length === 11 && digits.startsWith("0")) digits = digits.slice(1);
  return /^[6-9]\d{9}$/.test(digits) && digits !== "9999999999" ? digits : "";
}

const digitsOf = (text) =>
  text.replace(/[०-९]/g, (mark) => String(mark.charCodeAt(0) - "०".charCodeAt(0))).replace(/\D/g, "");

/** Return the field to be filled in; `changed` hears each answer. */
export function drawn(field, draft, deeds) {
  const [name, draw] = DRAWN[field.type] ?? ["field-text", line];
  const made = piece(name, { label: said(field.label) });
  made.dataset.field = field.name;
  return draw(made, field, draft, deeds);
}

const DRAWN = { choice: ["field-choice", choice], photo: ["field-photo", picture], read_out: ["field-read_out", readOut] };

function line(made, field, draft, { changed }) {
  const input = made.querySelector("input");
  input.id = `field-${field.name}`;
  input.name = field.name;
  made.querySelector("label").htmlFor = input.id;
  if (field.type === "mobile") Object.assign(input, { type: "tel", inputMode: "numeric", maxLength: 16 });
  if (field.type === "email") Object.assign(input, { type: "text", inputMode: "email", maxLength: 254 });
  input.value = draft.answers[field.name] ?? "";
  input.oninput = () => {
    const answer = input.value.trim();
    changed(field.name, answer);
    if (field.type === "email") show(made, doubtOf(answer));
  };
  return made;
}

function choice(made, field, draft, { changed }) {
  for (const [name, label] of Object.entries(field.choices)) {
    const one = piece("field-choice-one", { label: said(label) });
    const input = one.querySelector("input");
    Object.assign(input, { name: field.name, value: name, checked: draft.answers[field.name] === name });
    input.onchange = () => changed(field.name, name);
    made.append(one);
  }
  return made;
}

function readOut(made, { name }, { answers }, { changed }) {
  const input = made.querySelector("input");
  input.checked = Boolean(answers[name]);
  input.onchange = () => changed(name, input.checked ? { ...made.firstElementChild.dataset } : "");
  return made;
}

function picture(made, field, draft, { photo }) {
  const [button, input] = [made.querySelector("button"), made.querySelector("input")];
  slot(made, "taken").hidden = !draft.photos[field.name];
  button.onclick = async () => {
    // A cheap phone may throw the page away while its camera is open.
    await photo.opens(field.name);
    input.click();
  };
  input.oncancel = () => photo.opens("");
  input.onchange = () => input.files[0] && photo.taken(field.name, input.files[0], made);
  return made;
}

function show(part, words) {
  const says = part.querySelector(".fault");
  says.hidden = !words;
  says.textContent = words ?? "";
  return says;
}

/** Show what is wrong beside each field, and lead to the first. */
export function showFaults(place, found) {
  for (const part of place.querySelectorAll("[data-field]")) {
    const fault = found[part.dataset.field];
    const says = show(part, fault);
    says.id = `fault-${part.dataset.field}`;
    for (const input of part.querySelectorAll("input")) {
      input.ariaInvalid = fault ? "true" : null;
      input.setAttribute("aria-describedby", says.id);
    }
  }
  const first = place.querySelector("[aria-invalid]");
  first?.scrollIntoView({ block: "center" });
  first?.focus({ preventScroll: true });
}
