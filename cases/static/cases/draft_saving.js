/* Saves a draft while somebody types; the form works without. `shown` gets what the server says, `refused` its complaints. */
"use strict";

function saveWhileTyping(form, { shown, refused = () => {} }) {
  const PAUSE = 1200;
  const status = document.getElementById("gespeichert");
  const progress = document.getElementById("fort");
  let timer;
  let isSaving = false;
  let isAgain = false;
  let isStopped = false;
  let waiting = null;

  function show(data) {
    form.elements.stand.value = data.state;
    status.textContent = data.saved;
    progress.labels[0].textContent = data.progress;
    progress.value = shown(data);
  }

  async function send() {
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
      refused(await answer.json());
    } else {
      isStopped = answer.status === 409;
      status.textContent = isStopped ? form.dataset.conflict : form.dataset.offline;
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
      await send();
    } catch {
      status.textContent = form.dataset.offline;
    }
    isSaving = false;
    if (waiting) {
      form.requestSubmit(waiting);
    } else if (isAgain) {
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
    } else {
      isStopped = true;
    }
  });
}
