/* Preview of an import: what is jumped to is opened, a tick means its group, pages of the file start closed on a small screen. */
(() => {
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let above = target?.closest("details"); above; above = above.parentElement.closest("details")) above.open = true;
    const own = target?.querySelector(":scope > details");
    if (own) own.open = true;
    target?.scrollIntoView({ block: "nearest" });
  }

  const pages = document.querySelector("[data-source-pages]");
  if (pages && !matchMedia("(min-width: 64rem)").matches) pages.open = false;

  document.addEventListener("change", (event) => {
    if (event.target.name !== "keep") return;
    const single = event.target.closest("fieldset")?.querySelector('input[type="radio"][value="single"]');
    if (single) single.checked = true;
  });
  document.addEventListener("change", (event) => {
    if (event.target.type !== "radio" || event.target.value !== "single") return;
    const places = event.target.closest("fieldset")?.querySelector("details");
    if (places) places.open = true;
  });
  async function whole(link) {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const section = page.querySelector("[data-import-section]");
    if (section) link.parentElement.replaceWith(...section.childNodes);
  }
  // "toggle" does not rise: it is caught on its way down.
  document.addEventListener(
    "toggle",
    (event) => {
      const link = event.target.open && event.target.querySelector(":scope > p > a[data-import-fetch]");
      if (link) whole(link).catch(() => {}); // the link is still there
    },
    true,
  );

  // What is open from the start has not been opened: its link stays on this page too, with all that was typed.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-import-fetch]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    whole(link).catch(() => location.assign(link.href));
  });

  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
