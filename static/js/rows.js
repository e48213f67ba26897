// The rows of a record's form in place: add, remove and take back, move, fold; the aspects of a topic; headings.
// What the buttons do without this script the server does.

const NUMBER = /-(\d+)(?=-|$)/g;
const form = document.querySelector("form[data-record]");

const rowsOf = (list) => [...list.querySelector(":scope > .row-list").children].filter((row) => row.matches(".row:not(.gone)"));
const listOf = (row) => row.parentElement.closest("[data-rows]");
const nounOf = (list) => list.dataset.noun || "entry";
// Also of a row that has been taken out of the form.
const valueOf = (row, key) => row.querySelector(`[name="${CSS.escape(`${row.dataset.row}-${key}`)}"]`)?.value.trim() ?? "";
const named = (kind, name) => form.querySelector(`[data-${kind}="${CSS.escape(name)}"]`);

function say(text) {
  form.querySelector("[data-status]").textContent = text;
}

function changed(list) {
  rowsOf(list).forEach((row, place) => {
    const number = row.querySelector(":scope > summary > .row-no");
    if (number) number.textContent = place + 1;
    for (const one of [row, ...row.querySelectorAll("[aria-label]")]) {
      if (one.ariaLabel && one.closest("[data-row]") === row) one.ariaLabel = one.ariaLabel.replace(/\d+/, place + 1);
    }
  });
  const count = list.querySelector(":scope > .rows-head > [data-count]");
  if (count) count.textContent = `${rowsOf(list).length} in all`;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function focusIn(row) {
  row.querySelector("input, textarea, select").focus();
  row.scrollIntoView({ block: "nearest" });
}

// -- adding, moving, removing ---------------------------------------------------------------------------------------

// A list's rows come from one pattern wherever it stands: its marks become the numbers of the rows around, then its own.
function add(list, values = {}) {
  const name = list.dataset.rows;
  const numbers = [...[...name.matchAll(NUMBER)].map((match) => match[1]), list.dataset.next++];
  const made = document.createElement("template");
  made.innerHTML = named("pattern", name.replace(NUMBER, "")).innerHTML.replace(/__(\d+)__/g, (_, depth) => numbers[depth]);
  const row = made.content.querySelector(".row");
  list.querySelector(":scope > .row-list").append(row);
  for (const [key, value] of Object.entries(values)) form.elements[`${row.dataset.row}-${key}`].value = value;
  changed(list);
  return row;
}

// A row moves by letting its neighbour jump over it: what has the focus stays where it is in the document.
function move(row, step) {
  const list = listOf(row);
  const rows = rowsOf(list);
  const other = rows[rows.indexOf(row) + step];
  if (!other) return;
  if (step < 0) row.after(other);
  else row.before(other);
  changed(list);
  row.scrollIntoView({ block: "nearest" });
  say(`Moved to place ${rowsOf(list).indexOf(row) + 1} of ${rows.length}`);
}

function remove(row) {
  const list = listOf(row);
  const name = valueOf(row, "id") || rowsOf(list).indexOf(row) + 1;
  const stead = document.createElement("p");
  stead.className = "row gone";
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "plain";
  undo.textContent = "Take back";
  stead.append(`Removed: ${nounOf(list)} ${name} `, undo);
  row.replaceWith(stead);
  const note = noteFor(list, row);
  if (note) {
    const link = document.createElement("a");
    link.href = `#f-${note.dataset.row}-why`;
    link.textContent = "Say what became of it";
    stead.append(" ", link);
  }
  undo.addEventListener("click", () => {
    stead.replaceWith(row);
    if (note && !valueOf(note, "why")) {
      const notes = listOf(note);
      note.remove();
      changed(notes);
    }
    changed(list);
    (row.querySelector("summary") ?? row.querySelector("input, textarea, select")).focus();
  });
  changed(list);
  undo.focus();
}

// A clause of the version before that nothing continues any more, once its row is gone, wants a note.
function noteFor(list, row) {
  if (list.dataset.rows !== "clauses") return null;
  const notes = named("rows", "removed");
  const before = [...form.querySelectorAll("#offer-clauses_before option")].map((option) => option.value);
  const told = [...rowsOf(list), ...rowsOf(notes)].flatMap((other) => [valueOf(other, "id"), valueOf(other, "was")]);
  const gone = [valueOf(row, "was"), valueOf(row, "id")].find((name) => before.includes(name) && !told.includes(name));
  return gone ? add(notes, { id: gone }) : null;
}

// -- aspects and headings -------------------------------------------------------------------------------------------

function showAspects(row, topics) {
  const box = row.querySelector("[data-aspects]");
  if (!box) return;
  const checks = box.querySelector(".checks");
  const ticked = [...checks.querySelectorAll("input:checked")].map((input) => input.value);
  const held = [...(checks.dataset.held ?? "").split(" "), ...ticked];
  checks.dataset.held = held.join(" ");
  checks.replaceChildren(...topics.flatMap((topic) => [...(named("aspects-of", topic)?.content.cloneNode(true).children ?? [])]));
  for (const input of checks.querySelectorAll("input")) {
    input.name = box.dataset.aspects;
    input.checked = held.includes(input.value);
  }
}

function head(target) {
  const row = target.closest("[data-row]");
  const key = row && target.name.slice(row.dataset.row.length + 1);
  const shown = key && row.querySelector(`:scope > summary > [data-head="${CSS.escape(key)}"]`);
  if (shown) shown.textContent = target.selectedOptions ? target.value && target.selectedOptions[0].text : target.value;
}

// -- listening ------------------------------------------------------------------------------------------------------

function press(event) {
  const button = event.target.closest("button");
  if (button?.dataset.fold) {
    for (const row of rowsOf(button.closest("[data-rows]"))) row.open = button.dataset.fold === "open";
  }
  if (button?.name !== "do") return;
  const [verb, name] = button.value.split(":");
  const list = verb === "add" && named("rows", name);
  const row = ["up", "down", "remove"].includes(verb) && named("row", name);
  if (!list && !row) return;
  event.preventDefault();
  if (list) focusIn(add(list));
  else if (verb === "remove") remove(row);
  else move(row, verb === "up" ? -1 : 1);
}

function chosen(event) {
  const row = event.target.closest("[data-row]");
  const key = row && event.target.name.slice(row.dataset.row.length + 1);
  if (key === "topic") showAspects(row, [event.target.value]);
  if (key === "topics") {
    const ticked = row.querySelectorAll(`[name="${CSS.escape(event.target.name)}"]:checked`);
    showAspects(row, [...ticked].map((input) => input.value));
  }
}

function jump(event) {
  const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const row = step && event.target.closest("[data-row]");
  if (!row || event.target.matches("select")) return;
  event.preventDefault();
  move(row, step);
}

function remember(box) {
  try {
    box.checked = localStorage.getItem("explain") !== "no";
    box.addEventListener("change", () => localStorage.setItem("explain", box.checked ? "yes" : "no"));
  } catch {
    // A browser that keeps nothing explains the fields anew on each page.
  }
}

function lead(to) {
  if (to.matches(".row")) focusIn(to);
  else if (to.matches("[data-rows]") && rowsOf(to).length) focusIn(rowsOf(to).at(-1));
  else to.focus();
}

if (form) {
  form.addEventListener("click", press);
  form.addEventListener("input", (event) => event.target.name && head(event.target));
  form.addEventListener("change", chosen);
  form.addEventListener("keydown", jump);
  for (const button of form.querySelectorAll("[data-fold]")) button.hidden = false;
  for (const button of form.querySelectorAll("[data-only-plain]")) button.hidden = true;
  remember(form.querySelector("#explain"));
  const to = document.getElementById(form.dataset.focus ?? "");
  if (to) lead(to);
}
