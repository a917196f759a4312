/* Only makes working pages nicer: nothing here is needed to read, find or sign in. */
"use strict";

document.documentElement.classList.add("js");

/* Copying: a link to a section, or how to cite it ------------------------------------------------ */
async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      /* refused by the browser: the old way below may still work */
    }
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "kern-sr-only";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

let hiding;
function say(text) {
  const place = document.getElementById("meldung");
  if (!place) return;
  place.textContent = text;
  place.classList.add("is-shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => { place.classList.remove("is-shown"); place.textContent = ""; }, 6000);
}

async function copyAndSay(trigger, text, said) {
  const done = await copy(text);
  say(done ? said : trigger.closest(".secs").dataset.failed);
  trigger.focus({ preventScroll: true });
}

function address(anchor) {
  const url = new URL(window.location.href);
  url.hash = anchor;
  return url.href;
}

function onClick(event) {
  const link = event.target.closest("[data-copy]");
  const cite = event.target.closest("[data-cite]");
  if (link) {
    event.preventDefault();
    copyAndSay(link, address(link.getAttribute("href")), link.closest(".secs").dataset.copiedLink.replace("%s", link.dataset.copy));
  } else if (cite) {
    const text = cite.closest(".sec__link").querySelector(".sec__cite").textContent;
    copyAndSay(cite, text, cite.closest(".secs").dataset.copiedCite.replace("%s", text));
  } else if (event.target.closest("[data-print]")) {
    window.print();
  } else if (event.target.closest(".sheet:popover-open a[href^='#']")) {
    event.target.closest(".sheet").hidePopover();
  }
}

/* A link to a section that does not exist says so ------------------------------------------------ */
function target() {
  try {
    return decodeURIComponent(window.location.hash.slice(1));
  } catch {
    return window.location.hash.slice(1);
  }
}

function checkTarget() {
  const notice = document.getElementById("unbekannt");
  if (!notice) return;
  const wanted = target();
  const isUnknown = wanted !== "" && !wanted.startsWith(":~:") && !document.getElementById(wanted);
  notice.hidden = !isUnknown;
  if (isUnknown) {
    notice.querySelector("span").textContent = notice.dataset.text.replace("%s", wanted);
    notice.scrollIntoView({ block: "center" });
  }
}

/* The contents list follows along ---------------------------------------------------------------- */
function followContents() {
  const list = document.querySelector(".toc ol");
  if (!list || !("IntersectionObserver" in window)) return;
  const entries = new Map([...list.querySelectorAll("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const sections = [...document.querySelectorAll(".sec")];
  const entryOf = new Map();
  let last = null;
  for (const section of sections) {
    last = entries.get(section.id) || last;
    entryOf.set(section, last);
  }
  const visible = new Set();
  let marked = null;
  function mark(link) {
    if (!link || link === marked) return;
    if (marked) marked.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    marked = link;
    keepInView(list.closest(".doc__toc"), link);
  }
  const observer = new IntersectionObserver((changes) => {
    for (const change of changes) visible[change.isIntersecting ? "add" : "delete"](change.target);
    mark(entryOf.get(sections.find((section) => visible.has(section))));
  }, { rootMargin: "-10% 0px -60% 0px" });
  sections.forEach((section) => observer.observe(section));
  mark(entryOf.get(sections[0]));
}

/* Scrolls only the list, never the page. */
function keepInView(box, link) {
  if (box.scrollHeight <= box.clientHeight) return;
  const top = link.getBoundingClientRect().top - box.getBoundingClientRect().top;
  if (top < 48 || top > box.clientHeight - 96) box.scrollTop += top - box.clientHeight / 3;
}

/* A defined term shows its meaning where it stands: pointed at, focused or touched; its link leads to the definition ---- */
function explainTerms() {
  if (!document.querySelector("a.term") || !HTMLElement.prototype.showPopover) return;
  const wait = 300;
  let open = null;
  let leaving;

  function close() {
    clearTimeout(leaving);
    if (open) open.hidePopover();
    open = null;
  }
  function closeSoon() {
    clearTimeout(leaving);
    leaving = setTimeout(close, wait);
  }
  function put(box, term) {
    const spot = term.getClientRects()[0];
    const above = spot.bottom + box.offsetHeight + 8 > window.innerHeight && spot.top > box.offsetHeight + 8;
    const left = Math.max(8, Math.min(spot.left, document.documentElement.clientWidth - box.offsetWidth - 8));
    box.style.insetInlineStart = `${left + window.scrollX}px`;
    box.style.insetBlockStart = `${(above ? spot.top - box.offsetHeight - 4 : spot.bottom + 4) + window.scrollY}px`;
  }
  function show(term) {
    const box = document.getElementById(term.getAttribute("aria-describedby"));
    clearTimeout(leaving);
    if (!box || box === open) return;
    close();
    box.showPopover();
    put(box, term);
    open = box;
  }
  const termOf = (event) => (event.target.closest ? event.target.closest("a.term") : null);
  const isInside = (event) => open && open.contains(event.target);

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (termOf(event)) show(termOf(event));
    else if (isInside(event)) clearTimeout(leaving);
    else if (open) closeSoon();
  });
  document.addEventListener("focusin", (event) => {
    if (termOf(event)) show(termOf(event));
    else if (!isInside(event)) close();
  });
  document.addEventListener("pointerdown", (event) => {
    if (open && !termOf(event) && !isInside(event)) close();
  });
  document.addEventListener("click", (event) => {
    const term = termOf(event);
    if (!term || event.pointerType !== "touch" || term.dataset.told) return;
    event.preventDefault(); /* the first touch explains, the second follows the link */
    term.dataset.told = "yes";
    setTimeout(() => delete term.dataset.told, 5000);
    show(term);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) { event.stopPropagation(); close(); }
  });
}

/* Suggestions while typing: an ARIA combobox over a form that works without ------------------------ */
function suggestWhileTyping(form, place) {
  if (!form.dataset.suggestions) return;
  const input = form.querySelector("input:not([type=hidden])");
  const list = document.createElement("ul");
  const status = document.createElement("span");
  let options = [];
  let at = -1;
  let waiting;
  let asking = new AbortController();

  list.id = `vorschlaege-${place}`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  status.className = "kern-sr-only";
  status.setAttribute("role", "status");
  (input.closest(".ask__place") || form).append(list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }

  function close() {
    clearTimeout(waiting);
    asking.abort();
    list.hidden = true;
    options = [];
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(position) {
    if (options[at]) options[at].setAttribute("aria-selected", "false");
    at = position;
    if (at < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    options[at].setAttribute("aria-selected", "true");
    options[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[at].id);
  }

  function option(one, position) {
    const item = document.createElement("li");
    const title = document.createElement("b");
    const beside = document.createElement("span");
    item.id = `vorschlag-${place}-${position}`;
    if (one.url) item.dataset.url = one.url;
    item.dataset.value = one.value || one.title;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    title.textContent = [one.number, one.title].filter(Boolean).join(" ");
    beside.textContent = [one.kind, one.document].filter((text) => text && text !== one.title).join(" · ");
    item.append(title, " ", beside);
    return item;
  }

  /* A suggestion leads to its page, or says what is meant in the field. */
  function take(item) {
    if (item.dataset.url) {
      window.location.assign(item.dataset.url);
      return;
    }
    input.value = item.dataset.value;
    form.requestSubmit();
  }

  function show(found) {
    options = found.map(option);
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    status.textContent = options.length ? form.dataset.some.replace("{n}", options.length) : form.dataset.none;
  }

  async function ask(text) {
    asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggestions}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch {
      /* aborted, offline or signed out: the form itself still works */
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    const text = input.value.trim();
    if (text.length < 2 && !/^[0-9]$/.test(text)) {
      close();
      return;
    }
    waiting = setTimeout(() => ask(text), 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(at + step >= options.length ? -1 : at + step < -1 ? options.length - 1 : at + step);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      take(options[at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) take(item);
  });
}

/* That a hit was opened, for the editors' report: once a page, without a word about who ------------ */
function countOpening(event) {
  const link = event.target.closest("[data-clicked] .entry__title a");
  const place = link && link.closest("[data-clicked]");
  if (!place || !place.dataset.token || !navigator.sendBeacon) return;
  navigator.sendBeacon(place.dataset.clicked, new URLSearchParams({ treffer: place.dataset.token }));
  delete place.dataset.token;
}

/* Errors of a form are read out and reached first ------------------------------------------------ */
function focusErrors() {
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
}

/* A password can be looked at before it is sent -------------------------------------------------- */
function showPasswords() {
  for (const field of document.querySelectorAll("input[type=password][data-show]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.setAttribute("aria-controls", field.id);
    const say = () => { button.textContent = field.type === "password" ? field.dataset.show : field.dataset.hide; };
    button.addEventListener("click", () => {
      field.type = field.type === "password" ? "text" : "password";
      say();
    });
    field.form.addEventListener("submit", () => { field.type = "password"; });
    say();
    field.after(button);
  }
}

document.addEventListener("click", onClick);
document.addEventListener("click", countOpening);
document.addEventListener("auxclick", countOpening);
window.addEventListener("hashchange", checkTarget);
checkTarget();
followContents();
explainTerms();
document.querySelectorAll("form[data-suggestions]").forEach(suggestWhileTyping);
showPasswords();
focusErrors();
