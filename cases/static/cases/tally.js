/* The tally without a reload: a tap counts at once, waits in this page while the network is away, and is sent once.
   Nothing is kept beyond the page: the key of a stroke is made here, so that a second sending counts nothing. */
"use strict";

const place = document.querySelector("[data-tally]");
const form = place.querySelector("[data-taps]");
const last = place.querySelector("[data-last]");
const said = place.querySelector("[data-said]");
const counter = place.querySelector("[data-count]");
const token = form.elements.csrfmiddlewaretoken.value;
const waiting = [];
let isSending = false;
let count = Number(counter.textContent);
let pause = 1000;

function key() {
  if (window.crypto.randomUUID) return window.crypto.randomUUID();
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function say(text) {
  said.textContent = text;
}

function show() {
  counter.textContent = String(count + waiting.filter((one) => one.adds).length);
  place.classList.toggle("is-waiting", waiting.length > 0);
}

function offer(stroke) {
  last.elements.strich.value = stroke.key;
  last.elements.gezaehlt.value = stroke.undo || "";
  last.querySelector("[data-last-name]").textContent = `: ${stroke.name}`;
  last.hidden = false;
}

async function send(one) {
  const answer = await fetch(one.url, {
    method: "POST",
    body: one.body,
    headers: { "X-Requested-With": "XMLHttpRequest", "X-CSRFToken": token },
    redirect: "error",
  });
  if (answer.status >= 500) throw new Error("later");
  return answer;
}

/* One after the other, so that a stroke arrives before it is taken back. */
async function work() {
  if (isSending) return;
  isSending = true;
  while (waiting.length) {
    const one = waiting[0];
    let answer;
    try {
      answer = await send(one);
    } catch {
      say(place.dataset.waiting.replace("{n}", String(waiting.length)));
      isSending = false;
      setTimeout(work, pause);
      pause = Math.min(pause * 2, 15000);
      return;
    }
    pause = 1000;
    const data = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
    waiting.shift();
    if (answer.ok) {
      count = data.count;
      if (one.stroke) {
        one.stroke.undo = data.undo;
        if (last.elements.strich.value === one.stroke.key) last.elements.gezaehlt.value = data.undo;
      }
      say(one.done);
    } else {
      if (one.stroke && last.elements.strich.value === one.stroke.key) last.hidden = true;
      say(`${place.dataset.failed} ${data.error || place.dataset.gone}`);
    }
    show();
  }
  isSending = false;
}

function queue(one) {
  waiting.push(one);
  show();
  work();
}

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || button.name !== "form") return;
  event.preventDefault();
  const body = new FormData(form);
  const stroke = { key: key(), name: button.dataset.name, undo: "" };
  body.set("strich", stroke.key);
  body.set("form", button.value);
  const topic = form.querySelector("[name=thema]:checked");
  const isTalk = !button.value.startsWith("kind:");
  if (isTalk && topic) stroke.name = `${topic.parentElement.textContent.trim()}, ${stroke.name}`;
  queue({ url: place.dataset.tally, body, stroke, adds: true, done: place.dataset.done.replace("{what}", stroke.name) });
  if (isTalk && !topic) return;
  offer(stroke);
  /* What belonged to this stroke must not count again with the next. */
  if (topic && isTalk) topic.checked = false;
  form.elements.aktenzeichen.value = "";
  form.querySelector("[name=zaehlt][value='']").checked = true;
});

last.addEventListener("submit", (event) => {
  event.preventDefault();
  const body = new FormData(last);
  last.hidden = true;
  const asked = waiting.findIndex((one) => one.stroke && one.stroke.key === body.get("strich"));
  if (asked > 0 || (asked === 0 && !isSending)) {
    waiting.splice(asked, 1);
    say(place.dataset.undone);
    show();
    return;
  }
  queue({ url: place.dataset.undo, body, adds: false, done: place.dataset.undone });
});

window.addEventListener("online", work);
window.addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});
