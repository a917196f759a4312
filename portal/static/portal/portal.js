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

/* Errors of a form are read out and reached first ------------------------------------------------ */
function focusErrors() {
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
}

document.addEventListener("click", onClick);
window.addEventListener("hashchange", checkTarget);
checkTarget();
followContents();
focusErrors();
