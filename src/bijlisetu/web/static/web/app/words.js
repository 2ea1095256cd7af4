// Words and marks come from the page, in its language.

/** Return a copy of the page's piece; values stand where it says `data-is`, none hides that. */
export function piece(name, values = {}) {
  const made = document.getElementById(name).content.firstElementChild.cloneNode(true);
  for (const part of [made, ...made.querySelectorAll("[data-is]")]) fill(part, values);
  return made;
}

function fill(part, values) {
  const name = part.dataset.is;
  if (!name || !(name in values)) return;
  const value = values[name];
  const isMissing = [undefined, null, "", false].includes(value);
  (part.closest("[data-with]") ?? part).hidden = isMissing;
  if (isMissing || value === true) return;
  if (value instanceof Node) part.replaceChildren(value);
  else part.textContent = value;
}

/** Return the page's word for something it lists: a reason, a state. */
export function word(list, key) {
  const words = (lists[list] ??= JSON.parse(document.getElementById(list).textContent));
  return words[key] ?? words[""] ?? key;
}

const lists = {};

/** Return the part of the piece where that value stands. */
export const slot = (made, name) => made.querySelector(`[data-is=${name}]`);

/** Have a button of the piece do its deed. */
export const press = (made, deed, does) => (made.querySelector(`[data-deed=${deed}]`).onclick = does);

/** Return the words of a form file in the language of the page, or in the other one. */
export function said(words) {
  if (typeof words === "string") return words;
  return words?.[document.documentElement.lang] ?? words?.hi ?? words?.en ?? "";
}

/** Return the number of rupees as India groups it. */
export const rupees = (amount) => `₹ ${new Intl.NumberFormat("en-IN", { maximumFractionDigits: 0 }).format(amount)}`;

export const isToday = (at) => new Date(at).toDateString() === new Date().toDateString();

/** Return the time of day; with the day where it is another one. */
export function moment(at) {
  const when = new Date(at);
  const parts = { hour: "numeric", minute: "2-digit", ...(isToday(at) ? {} : { day: "numeric", month: "long" }) };
  if (document.documentElement.lang !== "hi") return new Intl.DateTimeFormat("en-IN", parts).format(when);
  return `${new Intl.DateTimeFormat("hi-IN-u-nu-latn", { ...parts, dayPeriod: "short" }).format(when)} बजे`;
}
