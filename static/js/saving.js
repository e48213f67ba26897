// Saves a record's form while it is filled in, and shows what the server says of it. Until the server has a text, a
// copy stays in this browser: through a bad connection, a closed tab and an ended session.
//
// POST data-autosave, the fields of the form →
//   200 {edition, problems: [{field, message}], general: [message], preview: markup of our own templates, or absent}
//   401 the session has ended · 403 the form's token is of an ended one · 409 a newer edition was saved elsewhere
//   any other: {message}, shown as it is
// GET data-autosave → 200 {csrf}: the token of the session that there is by now · 401

const PAUSE = 1500;
const LATER = [5, 10, 30, 60];
const APART = ["csrf", "edition", "do"];
const form = document.querySelector("form[data-record][data-autosave]");

const fields = () => [...new FormData(form)].filter(([name]) => !APART.includes(name));
const plain = (entries) =>
  JSON.stringify(
    entries
      .map(([name, value]) => [name.replace(/-\d+(?=-|$)/g, "-#"), value.replaceAll("\r\n", "\n").trim()])
      .filter(([, value]) => value),
  );
const clock = (time) => new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

const kept = `draft ${form?.dataset.draft} `;
const own = kept + crypto.getRandomValues(new Uint32Array(2)).join("");
let acknowledged = "";
let timer = 0;
let keeping = 0;
let tries = 0;
let busy = false;
let stopped = false;
let leaving = false;
let forgetting = false; // while somebody signs out

// -- the copy in this browser ---------------------------------------------------------------------------------------

function keep() {
  try {
    if (isSaved() || forgetting) localStorage.removeItem(own);
    else localStorage.setItem(own, JSON.stringify({ time: Date.now(), fields: fields() }));
    return true;
  } catch {
    return false; // full, or forbidden: the warning on leaving remains
  }
}

const isSaved = () => plain(fields()) === acknowledged;

// The texts that were never saved, the newest first; none where the browser forbids keeping any.
function copies() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(kept));
    const found = keys.map((key) => [key, copyIn(localStorage.getItem(key))]).filter(([, copy]) => copy);
    return found.sort(([, one], [, other]) => other.time - one.time);
  } catch {
    return [];
  }
}

// What was kept; null where it is none of ours or is damaged, which must not keep this page from saving.
function copyIn(text) {
  try {
    const copy = JSON.parse(text);
    const whole = copy.fields.every(([name, value]) => typeof name === "string" && typeof value === "string");
    return whole && Number.isFinite(copy.time) ? copy : null;
  } catch {
    return null;
  }
}

function offerCopies() {
  const box = form.querySelector("[data-kept]");
  for (const [key, copy] of copies()) {
    if (plain(copy.fields) === acknowledged) {
      localStorage.removeItem(key);
      continue;
    }
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.append(`This browser has a text of ${new Date(copy.time).toLocaleDateString()}, ${clock(copy.time)} that was never saved. `);
    notice.append(button("Restore it", () => send(key, copy)), " ", button("Throw it away", () => {
      localStorage.removeItem(key);
      notice.remove();
      form.focus();
    }));
    box.append(notice);
    box.hidden = false;
  }
}

// The server lays the copy out: its rows may be others than those of this page.
function send(key, copy) {
  const other = document.createElement("form");
  other.method = "post";
  other.action = form.action;
  const all = [...copy.fields, ["csrf", form.elements.csrf.value], ["edition", form.elements.edition.value], ["do", "restore"]];
  for (const [name, value] of all) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    other.append(field);
  }
  other.hidden = true;
  document.body.append(other);
  leaving = true;
  other.submit();
}

// -- saving ---------------------------------------------------------------------------------------------------------

function soon(delay = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

function status(text, ...more) {
  const line = form.querySelector("[data-status]");
  line.replaceChildren(text, ...more);
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "plain";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

async function save() {
  clearTimeout(timer);
  if (stopped || leaving) return;
  if (busy) return soon();
  if (isSaved()) return;
  busy = true;
  const sent = fields();
  try {
    const response = await ask(sent);
    if (response.ok) await saved(sent, await response.json());
    else await refused(response);
  } catch {
    unsaved("no connection");
  } finally {
    busy = false;
  }
}

function ask(sent) {
  const body = new URLSearchParams([...sent, ["csrf", form.elements.csrf.value], ["edition", form.elements.edition.value]]);
  return fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
}

async function saved(sent, answer) {
  acknowledged = plain(sent);
  form.elements.edition.value = answer.edition;
  tries = 0;
  keep();
  form.dispatchEvent(new CustomEvent("answered", { detail: answer }));
  const preview = document.querySelector("[data-preview]");
  if (preview && answer.preview !== undefined) {
    preview.replaceChildren(...new DOMParser().parseFromString(answer.preview, "text/html").body.childNodes);
  }
  status(`Saved ${clock(Date.now())}`);
  if (!isSaved()) soon();
}

async function refused(response) {
  if ([401, 403].includes(response.status) && (await renewed())) return soon(0);
  if ([401, 403].includes(response.status)) {
    const link = document.createElement("a");
    link.href = form.dataset.signIn;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in again in a new tab";
    return unsaved("your session has ended", " ", link);
  }
  if (response.status === 409) {
    stopped = true;
    return unsaved("a newer text was saved elsewhere, perhaps in another tab", " ", button("Look at the newer one", () => {
      leaving = true;
      location.reload();
    }));
  }
  const answer = await response.json().catch(() => ({}));
  unsaved(answer.message ?? `the server answered ${response.status}`);
}

// After signing in elsewhere this page's token is that of a session that has ended; the new one lets it save again.
async function renewed() {
  const response = await fetch(form.dataset.autosave, { headers: { Accept: "application/json" }, redirect: "error" });
  if (!response.ok) return false;
  const { csrf } = await response.json();
  if (!csrf || csrf === form.elements.csrf.value) return false;
  form.elements.csrf.value = csrf;
  return true;
}

function unsaved(why, ...more) {
  const safe = keep() ? "kept in this browser" : "not kept in this browser either: do not close this page";
  status(`Not saved: ${why}; ${safe}.`, ...more);
  if (!stopped) soon(1000 * LATER[Math.min(tries++, LATER.length - 1)]);
}

// -- beginning ------------------------------------------------------------------------------------------------------

if (form) {
  acknowledged = form.dataset.unsaved === undefined ? plain(fields()) : "";
  offerCopies();
  document.addEventListener("forget", () => {
    forgetting = true;
  });
  form.addEventListener("input", () => {
    forgetting = false;
    clearTimeout(keeping);
    keeping = setTimeout(keep, 300);
    soon();
  });
  form.addEventListener("focusout", () => {
    if (!isSaved()) soon(200);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.matches("[data-default]")) {
      event.preventDefault(); // the enter key in a field
      save();
    } else if (!navigator.onLine) {
      event.preventDefault();
      unsaved("no connection");
    } else {
      keep();
      leaving = true;
    }
  });
  addEventListener("online", () => soon(0));
  addEventListener("focus", () => tries && soon(0));
  addEventListener("pageshow", () => {
    leaving = false;
  });
  document.addEventListener("visibilitychange", keep);
  addEventListener("beforeunload", (event) => {
    keep();
    if (!leaving && !isSaved()) event.preventDefault();
  });
}
