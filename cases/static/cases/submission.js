/* Saves the draft while somebody types, and shows sums at once; the form works without. */
"use strict";

const form = document.getElementById("meldung-form");
const status = document.getElementById("gespeichert");
const progress = document.getElementById("fort");
const PAUSE = 1200;
let timer;
let isSaving = false;
let isAgain = false;
let isStopped = false;

function setText(selector, value) {
  const place = form.querySelector(selector);
  if (place) place.textContent = value === null || value === undefined ? "–" : String(value);
}

function showFigures(data) {
  for (const [name, sum] of Object.entries(data.rows)) setText(`[data-sum="${name}"]`, sum);
  for (const [name, sum] of Object.entries(data.totals)) setText(`[data-total="${name}"]`, sum);
  for (const [name, sum] of Object.entries(data.columns)) setText(`[data-column="${name}"]`, sum);
  for (const [name, mark] of Object.entries(data.marks)) {
    const cell = form.querySelector(`[data-cell="${name}"]`);
    if (cell) cell.className = mark ? `cell cell--${mark}` : "cell";
  }
  for (const [name, number] of Object.entries(data.counted)) follow(name, String(number));
  progress.value = data.answered;
  progress.labels[0].textContent = data.progress;
}

/* What came from the tally goes on following it, unless somebody has typed something else since. */
function follow(name, number) {
  const input = form.elements.namedItem(name);
  const seen = form.elements.namedItem(`${name}:gezaehlt`);
  if (!input || !seen || input === document.activeElement || input.value !== seen.value) return;
  input.value = number;
  seen.value = number;
}

function showErrors(errors) {
  for (const input of form.querySelectorAll(".cell [aria-invalid]")) {
    if (!(input.name in errors)) {
      input.removeAttribute("aria-invalid");
      input.parentElement.querySelector(".cell__e")?.remove();
    }
  }
  for (const [name, text] of Object.entries(errors)) {
    const cell = form.querySelector(`[data-cell="${CSS.escape(name)}"]`);
    if (!cell) continue;
    cell.querySelector("input").setAttribute("aria-invalid", "true");
    let place = cell.querySelector(".cell__e");
    if (!place) {
      place = document.createElement("span");
      place.className = "cell__e";
      cell.querySelector(".cell__d").prepend(place);
    }
    place.textContent = text;
  }
}

async function save() {
  if (isStopped) return;
  if (isSaving) {
    isAgain = true;
    return;
  }
  isSaving = true;
  try {
    const answer = await fetch(form.dataset.save, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Requested-With": "XMLHttpRequest" },
      redirect: "error",
    });
    if (answer.ok) {
      const data = await answer.json();
      form.elements.stand.value = data.state;
      status.textContent = data.saved;
      showErrors({});
      showFigures(data);
    } else if (answer.status === 422) {
      showErrors((await answer.json()).errors);
      status.textContent = form.dataset.invalid;
    } else {
      isStopped = answer.status === 409;
      status.textContent = isStopped ? form.dataset.conflict : form.dataset.offline;
    }
  } catch {
    status.textContent = form.dataset.offline;
  }
  isSaving = false;
  if (isAgain) {
    isAgain = false;
    save();
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
});

/* Another kind of answer needs other inputs: the page shows them, with everything typed kept as the draft. */
form.addEventListener("change", (event) => {
  if (!event.target.matches("select[data-kind]")) return;
  clearTimeout(timer);
  form.querySelector("button[value=speichern]").click();
});
form.addEventListener("submit", () => { clearTimeout(timer); isStopped = true; });
