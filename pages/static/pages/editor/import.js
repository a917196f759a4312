// Shows how far a document is read without loading the page again; when it is done, the page is.
"use strict";

(() => {
  const SECONDS = 2;
  const find = (part) => part.querySelector("[data-import-progress]");

  const look = async () => {
    try {
      const answer = await fetch(window.location.href, { credentials: "same-origin" });
      const shown = find(new DOMParser().parseFromString(await answer.text(), "text/html"));
      if (!shown) {
        window.location.reload();
        return;
      }
      if (shown.textContent !== find(document).textContent) find(document).replaceWith(shown);
    } catch {
      // away for a moment: looked for again
    }
    window.setTimeout(look, SECONDS * 1000);
  };

  window.setTimeout(look, SECONDS * 1000);
})();
