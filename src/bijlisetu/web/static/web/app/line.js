// Asks the office. Only a word of the office's is believed; silence is an answer too.

const PATIENCE = 60_000; // thousandths of a second; a second-generation line carries a small piece in much less

/** Resolve with {said} or {why}: "silent" (or a hotspot's page), "login", "shut", "no_post", "fault". */
export async function ask(path, { method = "GET", json, octets, patience = PATIENCE } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(`/field/api/${path}`, {
      method,
      body: json ? JSON.stringify(json) : octets,
      headers: {
        Accept: "application/json",
        ...(method === "GET" ? {} : { "X-CSRFToken": cookie("csrftoken") }),
        "Content-Type": json ? "application/json" : "application/octet-stream",
      },
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
      signal: stop.signal,
    });
    return await understood(answer);
  } catch {
    return { why: "silent" };
  } finally {
    clearTimeout(timer);
  }
}

async function understood(answer) {
  if (answer.status === 401 || answer.type === "opaqueredirect") return { why: "login" };
  const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
  const said = isJson ? await answer.json() : undefined;
  // Without a word of the office's own, the key against forged forms is old: a login renews it.
  if (answer.status === 403) return { why: said?.shut ? "shut" : (said?.why ?? "login"), said };
  if (answer.ok) return isJson ? { said } : { why: "silent" };
  return { why: "fault", status: answer.status, said };
}

/** Return the value of a cookie that scripts may read. */
export function cookie(name) {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
