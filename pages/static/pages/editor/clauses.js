/* A long document has no sections in its form: what the terms may rest on comes as one list. */
document.addEventListener("DOMContentLoaded", () => {
  const source = document.getElementById("section-clauses");
  if (!source) return;
  const known = JSON.parse(source.textContent);

  document.querySelectorAll("select[data-clause]").forEach((select) => {
    const own = new Set([...select.options].map((option) => option.value));
    select.append(...known.filter(([id]) => !own.has(id)).map(([id, label]) => new Option(label, id)));
  });
});
