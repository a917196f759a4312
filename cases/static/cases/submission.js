/* Saves the draft while somebody types, and shows sums at once; the form works without. */
"use strict";

const form = document.getElementById("meldung-form");

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

saveWhileTyping(form, {
  shown(data) {
    showErrors({});
    showFigures(data);
    return data.answered;
  },
  refused: (data) => showErrors(data.errors),
});

/* Another kind of answer needs other inputs: the page shows them, with everything typed kept as the draft. */
form.addEventListener("change", (event) => {
  if (event.target.matches("select[data-kind]")) form.querySelector("button[value=speichern]").click();
});
