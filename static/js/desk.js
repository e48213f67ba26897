// On every page of the desk: what is typed into a form with data-keep stays in this browser until a page of the server
// shows it, through a bad connection and an ended session; and who signs out leaves no text behind.

const KEPT = "draft kept ";
const areas = () => [...document.querySelectorAll("form[data-keep] textarea[name]")];
const placeOf = (area) => `${KEPT}${area.form.dataset.keep} ${area.name}`;
const bare = (text) => text.replace(/\s+/g, " ").trim();

function keep(area) {
  try {
    if (bare(area.value) && area.value !== area.defaultValue) localStorage.setItem(placeOf(area), area.value);
    else localStorage.removeItem(placeOf(area));
  } catch {
    // A browser that keeps nothing: the page itself still has the text.
  }
}

// Whatever the page shows, the server has: a comment in its list, a reason in its field.
function bringBack(area) {
  let text = null;
  try {
    text = localStorage.getItem(placeOf(area));
  } catch {
    return;
  }
  if (text === null) return;
  const shown = [...document.querySelectorAll(".typed")].map((one) => bare(one.textContent));
  if (bare(area.value) === bare(text) || shown.includes(bare(text))) {
    localStorage.removeItem(placeOf(area));
    return;
  }
  area.value = text;
  const note = document.createElement("p");
  note.className = "small soft";
  note.setAttribute("role", "status");
  note.textContent = "This was typed in this browser and has not been sent.";
  area.after(note);
}

for (const area of areas()) bringBack(area);
document.addEventListener("input", (event) => {
  if (event.target.matches("form[data-keep] textarea[name]")) keep(event.target);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft ")) localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
  document.dispatchEvent(new Event("forget"));
});
