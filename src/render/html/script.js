"use strict";
// Sorting: a press on a column's head sorts its table, a second one the other way round.
const collator = new Intl.Collator("en", { numeric: true });
const said = document.getElementById("said");
for (const button of document.querySelectorAll("th button")) {
  button.addEventListener("click", () => {
    const head = button.closest("th");
    const table = head.closest("table");
    const column = head.cellIndex;
    const numeric = head.classList.contains("n");
    const first = numeric ? "descending" : "ascending";
    const other = numeric ? "ascending" : "descending";
    const order = head.getAttribute("aria-sort") === first ? other : first;
    for (const th of table.tHead.rows[0].cells) th.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const key = (row) => row.cells[column].dataset.v ?? row.cells[column].textContent.trim();
    const by = numeric
      ? (a, b) => Number(key(a)) - Number(key(b))
      : (a, b) => collator.compare(key(a), key(b));
    const body = table.tBodies[0];
    body.append(...Array.from(body.rows).sort((a, b) => sign * by(a, b)));
    said.textContent = `sorted by ${button.textContent}, ${order}`;
  });
}
// Filtering: rows whose text holds the words, and whose severity is the chosen one.
for (const form of document.querySelectorAll("form[data-table]")) {
  const body = document.getElementById(form.dataset.table).tBodies[0];
  const shown = form.querySelector("output");
  const filter = () => {
    const words = form.elements.words.value.toLowerCase();
    const severity = form.elements.severity ? form.elements.severity.value : "";
    let left = 0;
    for (const row of body.rows) {
      const fits = row.textContent.toLowerCase().includes(words) && (!severity || row.dataset.severity === severity);
      row.hidden = !fits;
      left += fits ? 1 : 0;
    }
    shown.textContent = `${left} of ${body.rows.length} shown`;
  };
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
}
// A link to a rule opens it; on paper everything is open.
const open = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") {
    target.open = true;
    target.scrollIntoView();
  }
};
addEventListener("hashchange", open);
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
open();
