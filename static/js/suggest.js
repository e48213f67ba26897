// Suggestions while somebody types in a search field: a combobox after ARIA 1.2. Without this script the form is a form.

const LEAST = 2;
const PAUSE = 120;
const TIME = ["as_of", "revision"];

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function combobox(input) {
  const frame = element("span", { className: "combo" });
  const list = element("ul", { id: `${input.id}-suggestions`, role: "listbox", ariaLabel: "Suggestions", hidden: true });
  const status = element("span", { className: "hide", role: "status" });
  input.replaceWith(frame);
  frame.append(input, list, status);
  // A browser's own list of what was typed before would lie over ours.
  Object.assign(input, { type: "text", inputMode: "search", autocomplete: "off", role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
  input.setAttribute("aria-controls", list.id);

  let active = -1;
  let asking = null;
  let timer = 0;

  function choose(place) {
    active = place;
    [...list.children].forEach((option, at) => { option.ariaSelected = String(at === place); });
    const option = list.children[place];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.ariaExpanded = "false";
    status.textContent = "";
    choose(-1);
  }

  function option(found, place) {
    const about = element("span", { className: "small soft" }, [found.kind, found.context].filter(Boolean).join(" · "));
    const made = element("li", { id: `${list.id}-${place}`, role: "option", ariaSelected: "false" }, found.title, " ", about);
    made.dataset.path = found.path;
    return made;
  }

  function show(found) {
    list.replaceChildren(...found.map(option));
    choose(-1);
    list.hidden = found.length === 0;
    input.ariaExpanded = String(found.length > 0);
    status.textContent = found.length ? `${found.length} suggestion${found.length === 1 ? "" : "s"}` : "";
  }

  async function ask() {
    const typed = input.value.trim();
    asking?.abort();
    if (typed.length < LEAST) return close();
    asking = new AbortController();
    const { signal } = asking;
    try {
      // What is suggested on a page of the past leads to pages of that same day.
      const time = [...new FormData(input.form)].filter(([name, value]) => TIME.includes(name) && value);
      const answer = await fetch(`/search/suggest.json?${new URLSearchParams([["q", typed], ...time])}`, { signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && !count) ask();
    else if (event.key === "ArrowDown") choose((active + 1) % count);
    else if (event.key === "ArrowUp" && count) choose((active <= 0 ? count : active) - 1);
    else if (event.key === "Enter" && active >= 0) location.assign(list.children[active].dataset.path);
    else if (event.key === "Escape" && count) close();
    else return;
    event.preventDefault();
  });

  input.addEventListener("blur", close);
  // Pressing must not take the focus from the field before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) location.assign(chosen.dataset.path);
  });
}

document.querySelectorAll("form[role=search] input[name=q]").forEach(combobox);
