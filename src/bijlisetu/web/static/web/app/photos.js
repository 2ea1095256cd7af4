// Photographs: made small on the phone, kept beside the visit, and sent last, in pieces that resume.

import { ask } from "./line.js";
import { all, fact, got, keep, one, put } from "./store.js";

const LONGEST_SIDE = 1280; // dots: a meter's digits are read well, at some 150,000 octets
const QUALITY = 0.7;
const PIECE = 16 * 1024; // octets: six seconds on a bad line

/** Make the picture small, keep it for the draft's field, and return the canvas it is drawn on. */
export async function takePhoto(file, draft, field) {
  const canvas = await drawn(file);
  const picture = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  const octets = await picture.arrayBuffer();
  const sha256 = await digest(octets);
  const size = octets.byteLength;
  await put("photos", { name: `${draft.id}/${field}`, visit: draft.id, field, octets, size, sha256 });
  draft.photos[field] = { size, sha256 };
  return canvas;
}

async function drawn(file) {
  const whole = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(whole.width, whole.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(whole.width * scale);
  canvas.height = Math.round(whole.height * scale);
  canvas.getContext("2d").drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close(); // twelve million dots are more than a cheap phone has room for twice
  return canvas;
}

async function digest(octets) {
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", octets));
  return Array.from(found, (octet) => octet.toString(16).padStart(2, "0")).join("");
}

/** Send what is left of photos of taken visits; return why the round must end, if it must. */
export async function sendPhotos(told) {
  const person = await fact("person");
  for (const photo of await all("photos")) {
    const visit = await one("visits", photo.visit);
    if (visit?.state !== "taken" || visit.person !== person) continue;
    const why = await sendPhoto(photo);
    told();
    if (why) return why;
  }
  return undefined;
}

async function sendPhoto(photo) {
  const { size, sha256 } = photo;
  const address = `photo/${photo.visit}/${photo.field}`;
  let answer = await ask(address);
  for (let tries = 2 * Math.ceil(size / PIECE); !answer.why && answer.said.received < size && tries > 0; tries--) {
    const from = answer.said.received;
    const query = new URLSearchParams({ size, sha256, from });
    answer = await ask(`${address}?${query}`, { method: "PUT", octets: photo.octets.slice(from, from + PIECE) });
  }
  if (!answer.why && answer.said.received < size) return "fault";
  if (answer.why === "fault" && answer.said?.say) return done(photo, "refused", answer.said.say);
  if (answer.why) return answer.why;
  return done(photo, "taken");
}

/** The office has the photo, or does not want it: the visit waits no longer for it. */
async function done(photo, state, say) {
  await keep(["visits", "photos"], async (visits, photos) => {
    const visit = await got(visits.get(photo.visit));
    visit.photos[photo.field] = state;
    if (say) visit.photo_say = say;
    if (!Object.values(visit.photos).includes("kept")) delete visit.waits;
    visits.put(visit);
    photos.delete(photo.name);
  });
  return undefined;
}
