// Shows at its field, and in the list above, what the server found wrong when it saved a record's form.

const form = document.querySelector("form[data-record]");
let last = null;

// That something is still empty is not said of the row that is just being filled in.
function showProblems() {
  if (!last) return;
  for (const shown of form.querySelectorAll(".problem")) shown.remove();
  for (const wrong of form.querySelectorAll("[aria-invalid]")) {
    wrong.removeAttribute("aria-invalid");
    describe(wrong, `${wrong.id}-problem`, false);
  }
  const row = document.activeElement?.closest?.("[data-row]");
  const shown = last.problems.filter(({ field, message }) => {
    const target = document.getElementById(`f-${field}`);
    return !(row?.contains(target) && message.startsWith("this is needed"));
  });
  for (const { field, message } of shown) showProblem(field, message);
  const list = form.querySelector("[data-problems]");
  list.hidden = shown.length + last.general.length === 0;
  list.querySelector("h2").textContent = `${shown.length + last.general.length} to mend`;
  list.querySelector("ul").replaceChildren(...shown.map(entry), ...last.general.map((message) => item(message)));
}

function showProblem(field, message) {
  const target = document.getElementById(`f-${field}`);
  if (!target) return;
  const id = `f-${field}-problem`;
  const earlier = document.getElementById(id);
  if (earlier) {
    earlier.append(` · ${message}`);
    return;
  }
  const note = document.createElement("p");
  note.className = "problem";
  note.id = id;
  note.textContent = message;
  if (target.matches("input, select, textarea")) {
    target.setAttribute("aria-invalid", "true");
    describe(target, id, true);
    target.closest(".field, .row").append(note);
  } else {
    (target.querySelector(":scope > legend, :scope > summary") ?? target.firstChild).after(note);
  }
}

function describe(target, id, on) {
  const ids = (target.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  if (on) ids.push(id);
  if (ids.length) target.setAttribute("aria-describedby", ids.join(" "));
  else target.removeAttribute("aria-describedby");
}

function entry({ field, message }) {
  const link = document.createElement("a");
  link.href = `#f-${field}`;
  link.textContent = nameOf(field);
  return item(link, `: ${message}`);
}

function item(...parts) {
  const made = document.createElement("li");
  made.append(...parts);
  return made;
}

function nameOf(field) {
  const target = document.getElementById(`f-${field}`);
  const label = target?.labels?.[0] ?? target?.querySelector(":scope > legend");
  const row = target?.closest("details[data-row]");
  const name = row && form.elements[`${row.dataset.row}-id`]?.value;
  return [name, label?.firstChild?.textContent.trim() ?? target?.ariaLabel ?? field].filter(Boolean).join(", ");
}

if (form) {
  form.addEventListener("answered", (event) => {
    last = event.detail;
    showProblems();
  });
  form.addEventListener("focusout", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && !row.contains(event.relatedTarget)) setTimeout(showProblems);
  });
}
