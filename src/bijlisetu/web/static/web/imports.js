// Sends a file in pieces that a slow line carries, and goes on where it stopped.
"use strict";

const PIECE = 190 * 1024;
const TRIES = 20;
const PAUSE = 3000;

const form = document.querySelector("form[data-sends]");

async function send(address, body, headers = {}) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  return fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token, ...headers }, redirect: "error" });
}

async function sendPiece(address, file, from) {
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await send(`${address}?from=${from}`, file.slice(from, from + PIECE), { "Content-Type": "application/octet-stream" });
      if (answer.ok) return (await answer.json()).received;
      if (answer.status < 500) throw new RangeError(String(answer.status));
    } catch (fault) {
      if (fault instanceof RangeError || tries >= TRIES) throw fault;
    }
    await new Promise((wake) => setTimeout(wake, PAUSE));
  }
}

async function sendFile() {
  const file = form.elements.content.files[0];
  const told = new FormData(form);
  told.delete("content");
  told.set("file", file.name);
  told.set("size", String(file.size));
  const answer = await send(form.action, new URLSearchParams(told));
  const made = await answer.json();
  if (!answer.ok) throw new Error(made.say);
  const bar = form.querySelector("progress");
  bar.hidden = false;
  for (let sent = 0; sent < file.size; ) {
    sent = await sendPiece(made.piece, file, sent);
    bar.value = sent / file.size;
  }
  location.href = made.page;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  const fault = form.querySelector(".fault");
  button.disabled = true;
  fault.hidden = true;
  try {
    await sendFile();
  } catch (error) {
    fault.textContent = error.message && !(error instanceof TypeError) && !(error instanceof RangeError) ? error.message : fault.dataset.say;
    fault.hidden = false;
    button.disabled = false;
  }
});
