// Refresh the messages while the page is in view; without this script the page still works by reloading.
const messages = document.getElementById("messages");

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(messages.dataset.from);
  if (!answer.ok) return;
  const page = await answer.text();
  if (page === refresh.shown) return;
  refresh.shown = page;
  const atEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 80;
  messages.innerHTML = page;
  if (atEnd) messages.scrollTop = messages.scrollHeight;
}

if (messages) {
  messages.scrollTop = messages.scrollHeight;
  // A carrier that is away for a moment is no error to show on a phone.
  setInterval(() => refresh().catch(() => {}), 2000);
}
