/* On every page for people who are signed in, the editor included; nothing else may be taken for granted here. */
"use strict";

/* The sign-in ends by itself: said five minutes before, with a button that prolongs it (WCAG 2.2.1) ---- */
function warnBeforeEnd(box) {
  const early = 300;
  const title = box.querySelector("h2");
  const text = box.querySelector("p");
  const here = box.querySelector("[data-here]");
  const asked = title.textContent;
  let waiting;

  /* The seconds that are left, 0 when it is over, null when nobody can tell. */
  async function seconds(url) {
    try {
      const answer = await fetch(url, { cache: "no-store" });
      if (answer.ok) return (await answer.json()).seconds;
      return answer.status === 403 ? 0 : null;
    } catch {
      return null;
    }
  }

  function lookIn(time) {
    clearTimeout(waiting);
    waiting = setTimeout(look, Math.max(1, time) * 1000);
  }

  function show(head, said, canStay) {
    title.textContent = head;
    text.textContent = said;
    here.hidden = !canStay;
    if (!box.open) box.showModal();
  }

  function react(left, wasAsked) {
    if (left === null) return lookIn(60);
    if (left <= 0) return show(box.dataset.endedTitle, box.dataset.ended, false);
    if (left > early) {
      if (box.open) box.close();
      return lookIn(left - early);
    }
    const minutes = Math.round(left / 60);
    const soon = minutes > 1 ? box.dataset.soon.replace("{n}", minutes) : box.dataset.last;
    show(asked, wasAsked ? box.dataset.limit : soon, !wasAsked);
    return lookIn(left < 60 ? left + 1 : 60);
  }

  /* Asked of the server, for another window may have prolonged it; being asked prolongs nothing. */
  async function look() {
    react(await seconds(box.dataset.left), false);
  }

  here.addEventListener("click", async () => { react(await seconds(box.dataset.stay), true); });
  box.querySelector("[data-close]").addEventListener("click", () => { box.close(); });
  lookIn(box.dataset.minutes * 60 - early);
}

document.querySelectorAll("dialog[data-left]").forEach(warnBeforeEnd);
