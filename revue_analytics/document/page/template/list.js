// Search, filters and sorting of the list. A short list is complete without them; of a long one, the page holds all
// rows as data, and shows as many as are asked for.
"use strict";
(() => {
  const table = document.querySelector("table.listed");
  if (!table) return;
  const body = table.tBodies[0];
  const form = document.querySelector("form.controls");
  const search = form.querySelector("#search");
  const filters = Array.from(form.querySelectorAll("select"), (select) => [select.id, select]);
  const count = form.querySelector(".count");
  const all = document.getElementById("all");
  const more = document.querySelector(".more button");
  const language = document.documentElement.lang;
  const collator = new Intl.Collator(language, { sensitivity: "base", numeric: true });
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[\s’'-]+/g, " ").trim();
  const value = (cell) => ("v" in cell.dataset ? Number(cell.dataset.v) : cell.classList.contains("number") || cell.classList.contains("maturity") ? null : cell.textContent.trim());
  const entries = all
    ? JSON.parse(all.textContent).map(([html, keys, ...values]) => ({ html, keys, values }))
    : Array.from(body.rows, (row) => ({ row, keys: row.dataset, values: Array.from(row.cells, value) }));
  for (const entry of entries) entry.text = plain(entry.values[0]);
  const step = all ? Number(all.dataset.step) : Infinity;
  let limit = step;

  function show() {
    const words = plain(search.value).split(" ").filter(Boolean);
    const chosen = filters.filter(([, select]) => select.value).map(([name, select]) => [name, select.value]);
    const fits = (entry) => chosen.every(([name, wanted]) => entry.keys[name] === wanted) && words.every((word) => entry.text.includes(word));
    const fitting = entries.filter(fits);
    if (all) {
      body.innerHTML = fitting.slice(0, limit).map((entry) => entry.html).join("");
      more.hidden = fitting.length <= limit;
      more.textContent = more.dataset.said.replace("#", Math.min(step, fitting.length - limit).toLocaleString(language));
    } else {
      const kept = new Set(fitting);
      for (const entry of entries) entry.row.hidden = !kept.has(entry);
    }
    const said = fitting.length === 0 ? count.dataset.none : fitting.length === 1 ? count.dataset.one : count.dataset.many;
    count.textContent = said.replace("#", fitting.length.toLocaleString(language));
  }

  function sortBy(column, descending) {
    const missing = (key) => key === null || key === "";
    entries.sort(({ values: { [column]: a } }, { values: { [column]: b } }) => {
      if (missing(a) || missing(b)) return missing(a) - missing(b); // without a value: last, both ways
      const order = typeof a === "string" ? collator.compare(a, b) : a - b;
      return descending ? -order : order;
    });
    limit = step;
    if (!all) body.append(...entries.map((entry) => entry.row));
    show();
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
      sortBy(column, now === "descending");
    });
  });
  headers[0].setAttribute("aria-sort", "ascending");

  const anew = () => { limit = step; show(); };
  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(anew, all ? 120 : 0); });
  for (const [, select] of filters) select.addEventListener("change", anew);
  if (more) more.addEventListener("click", () => {
    const next = limit;
    limit += step;
    show();
    const row = body.rows[next]; // the first of the new ones: whoever uses a keyboard goes on from there
    (row.querySelector("a") || more).focus();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  show();
})();
