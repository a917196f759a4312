/* Passkeys: asks the browser for a key and sends on what it answers. */
"use strict";

async function post(url, data) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("input[name=csrfmiddlewaretoken]").value },
    body: JSON.stringify(data),
  });
  const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
  if (!response.ok) throw new Error(answer.message || "");
  return answer;
}

async function ceremony(place) {
  const options = await post(place.dataset.begin, {});
  const isNew = place.dataset.passkey === "new";
  const credential = isNew
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  const name = place.querySelector("input#name");
  const answer = await post(place.dataset.complete, { credential: credential.toJSON(), name: name ? name.value : "", next: place.dataset.next || "" });
  window.location.assign(answer.next);
}

function offer(place) {
  const button = place.querySelector("button");
  const refusal = place.querySelector("[role=alert]");
  place.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    refusal.hidden = true;
    try {
      await ceremony(place);
    } catch (error) {
      const isOurs = error instanceof Error && error.constructor === Error && error.message;
      refusal.textContent = isOurs ? error.message : place.dataset.refused;
      refusal.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });
}

if (window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON && window.isSecureContext) {
  document.querySelectorAll("[data-passkey]").forEach(offer);
  document.querySelectorAll("[data-without-passkeys]").forEach((note) => { note.hidden = true; });
}
