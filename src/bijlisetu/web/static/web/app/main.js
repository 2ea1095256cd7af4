// The page of whoever walks from door to door. It works for days without network; login is needed to send.

import { forgetWhatEnded } from "./beats.js";
import { cookie } from "./line.js";
import { door, draft } from "./pages/door.js";
import { today } from "./pages/today.js";
import { visit } from "./pages/visit.js";
import { visits } from "./pages/visits.js";
import { sendAll } from "./send.js";
import { all, fact } from "./store.js";
import { watchForNewVersion } from "./update.js";
import { left, own, tidy } from "./visits.js";
import { moment, piece, press, word } from "./words.js";

const help = () => piece("help");
const report = async (id) => (await import("./later/report.js")).report(id);
const PAGES = { "": today, door, draft, visit, visits, report, help };
const PAUSES = [15, 30, 60, 120, 300]; // seconds between tries while something waits
const REST = 900; // seconds between looks at the beat while nothing does

const main = document.getElementById("main");
let ended = ""; // how the last round with the office ended
let isSending = false;
let tries = 0;
let timer;

async function show() {
  const asked = location.hash;
  const [name, id] = asked.slice(1).split("/");
  const page = (await fact("shut")) ? await shut() : await (PAGES[name] ?? today)(id, show);
  // Whoever went to another page meanwhile has it drawn by itself, perhaps already.
  if (location.hash === asked) main.replaceChildren(page);
  await showLine();
}

async function shut() {
  const page = piece("shut", { left: (await left()) || "" });
  press(page, "send", go);
  page.refresh = show;
  return page;
}

async function onHash() {
  await show();
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
}

/** Say under the head where everything is: nothing is called taken before the office has said so. */
async function showLine() {
  const mine = await own();
  const many = mine.filter((each) => each.waits).length;
  const refused = mine.filter((each) => each.state === "refused").length;
  const done_at = await fact("done_at");
  const state = isSending ? "sending" : !navigator.onLine ? "offline" : ended;
  const line = piece("line-piece", {
    words: word("lines", state !== "done" ? state : many ? "waiting" : refused ? "refused" : state),
    at: state === "done" && !many && !refused && done_at ? moment(done_at) : "",
    left: many || "", refused: refused || "", login: ended === "login", again: many > 0 && !isSending && ended !== "login",
  });
  line.dataset.state = many || refused ? "waiting" : state;
  press(line, "send", go);
  document.getElementById("line").replaceChildren(line);
}

/** Go one round with the office, and plan the next. */
async function go() {
  clearTimeout(timer);
  if (isSending) return;
  if (!navigator.onLine) return plan().then(showLine);
  isSending = true;
  let isNews = false;
  await showLine();
  try {
    ended = await sendAll(() => {
      isNews = true;
      return showLine();
    });
  } finally {
    isSending = false;
    await plan();
  }
  document.dispatchEvent(new Event("field:round"));
  if (ended === "shut") return show();
  if (isNews) await main.firstElementChild.refresh?.(); // nobody is disturbed in the middle of a form
  return showLine();
}

async function plan() {
  const waits = ended !== "done" || (await own()).some((each) => each.waits);
  tries = waits ? Math.min(tries + 1, PAUSES.length) : 0;
  clearTimeout(timer);
  timer = setTimeout(go, (waits ? PAUSES[tries - 1] : REST) * 1000);
}

function goSoon() {
  tries = 0;
  go();
}

async function resume() {
  const person = await fact("person");
  const cut = (await all("drafts")).find((each) => each.camera && each.person === person);
  if (cut) history.replaceState(null, "", `#draft/${cut.id}`); // the camera took the page's room: back to that door
}

async function begin() {
  const chosen = cookie("django_language") || "hi";
  const other = document.querySelector(`link[hreflang="${chosen}"]`);
  if (chosen !== document.documentElement.lang && other) return location.replace(other.href + location.hash);
  for (const link of document.querySelectorAll("[data-language]")) link.onclick = speak;
  await tidy(new Date()).catch(() => {}); // a full phone opens too
  await forgetWhatEnded(new Date()).catch(() => {});
  await resume();
  addEventListener("hashchange", onHash);
  await show();
  addEventListener("online", goSoon);
  addEventListener("offline", showLine);
  document.addEventListener("field:kept", goSoon);
  document.addEventListener("visibilitychange", () => document.hidden || goSoon());
  watchForNewVersion();
  navigator.storage?.persist?.();
  await go();
}

/** Keep the choice where the office's pages look for it too. */
function speak(event) {
  event.preventDefault();
  document.cookie = `django_language=${event.currentTarget.dataset.language}; path=/; max-age=31536000; SameSite=Lax`;
  location.assign(event.currentTarget.href + location.hash);
}

begin().catch((fault) => {
  main.replaceChildren(piece("broken"));
  throw fault;
});
