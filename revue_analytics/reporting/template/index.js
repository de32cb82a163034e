// Search, filter and sorting of the list. The page is complete without them.
"use strict";
(() => {
  const table = document.querySelector("table.territories");
  if (!table) return;
  const body = table.tBodies[0];
  const form = document.querySelector("form.controls");
  const search = form.querySelector("#search");
  const level = form.querySelector("#level");
  const count = form.querySelector(".count");
  const language = document.documentElement.lang;
  const collator = new Intl.Collator(language, { sensitivity: "base", numeric: true });
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[\s’'-]+/g, " ").trim();
  const rows = Array.from(body.rows, (row) => ({ row, text: plain(row.cells[0].textContent), level: row.dataset.level }));

  function show() {
    const words = plain(search.value).split(" ").filter(Boolean);
    let shown = 0;
    for (const entry of rows) {
      const fits = (!level.value || entry.level === level.value) && words.every((word) => entry.text.includes(word));
      entry.row.hidden = !fits;
      shown += fits;
    }
    const said = shown === 0 ? count.dataset.none : shown === 1 ? count.dataset.one : count.dataset.many;
    count.textContent = said.replace("#", shown.toLocaleString(language));
  }

  function sortBy(column, kind, descending) {
    const value = (entry) => {
      const cell = entry.row.cells[column];
      if (kind === "text") return cell.textContent.trim();
      return "v" in cell.dataset ? Number(cell.dataset.v) : NaN;
    };
    const missing = (key) => key === "" || Number.isNaN(key);
    const keyed = rows.map((entry) => [value(entry), entry]);
    keyed.sort(([a], [b]) => {
      if (missing(a) || missing(b)) return missing(a) - missing(b); // without a value: last, both ways
      const order = kind === "text" ? collator.compare(a, b) : a - b;
      return descending ? -order : order;
    });
    rows.splice(0, rows.length, ...keyed.map(([, entry]) => entry));
    body.append(...rows.map((entry) => entry.row));
  }

  const headers = Array.from(table.tHead.rows[0].cells);
  headers.forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    header.replaceChildren(button);
    button.addEventListener("click", () => {
      const before = header.getAttribute("aria-sort");
      const first = header.dataset.sort === "number" ? "descending" : "ascending"; // the largest is looked for first
      const other = first === "ascending" ? "descending" : "ascending";
      const now = before === first ? other : first;
      headers.forEach((each) => each.removeAttribute("aria-sort"));
      header.setAttribute("aria-sort", now);
      sortBy(column, header.dataset.sort, now === "descending");
    });
  });
  headers[0].setAttribute("aria-sort", "ascending");

  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, rows.length > 2000 ? 150 : 0); });
  level.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  show();
})();
