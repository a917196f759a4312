/* Saves the draft while somebody writes; the form works without. */
"use strict";

const form = document.getElementById("nachweis-form");
const status = document.getElementById("gespeichert");
const progress = document.getElementById("fort");
const PAUSE = 1500;
let timer;
let isSaving = false;
let isAgain = false;
let isStopped = false;
let waiting = null;

function show(data) {
  form.elements.stand.value = data.state;
  status.textContent = data.saved;
  progress.value = data.done;
  progress.labels[0].textContent = data.progress;
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
      show(await answer.json());
    } else if (answer.status === 422) {
      status.textContent = form.dataset.invalid;
    } else {
      isStopped = answer.status === 409;
      status.textContent = isStopped ? form.dataset.conflict : form.dataset.offline;
    }
  } catch {
    status.textContent = form.dataset.offline;
  }
  isSaving = false;
  if (waiting) {
    form.requestSubmit(waiting);
    return;
  }
  if (isAgain) {
    isAgain = false;
    save();
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
});
/* What is just being saved comes first: otherwise the same person would seem to be two who write at once. */
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (isSaving) {
    event.preventDefault();
    waiting = event.submitter;
    return;
  }
  isStopped = true;
});
