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
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
