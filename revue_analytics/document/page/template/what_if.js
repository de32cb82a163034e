// What if: other levels for some criteria, and what they do to the scores. The page is complete without it.
// The numbers and sentences are those of revue_analytics.what_if; every score is a weighted sum.
"use strict";
for (const box of document.querySelectorAll(".rv-what-if")) {
  const data = JSON.parse(box.dataset.whatIf);
  const step = 100 / (data.levels.length - 1);
  const french = document.documentElement.lang === "fr";
  const make = (parent, tag, text = "") => {
    const element = parent.appendChild(document.createElement(tag));
    element.textContent = text;
    return element;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Rounded as Python rounds: float noise dropped, then halves to the even digit.
  const clean = (x) => Math.round(x * 1e9) / 1e9;
  const round = (x, digits) => {
    const y = clean(x), below = Math.floor(y * 10 ** digits);
    const half = Math.abs(y * 2 ** (digits + 1)) % 2 === 1;
    return half ? (below + Math.abs(below % 2)) / 10 ** digits : Number(y.toFixed(digits));
  };
  const number = (x, digits) => {
    const text = (round(x, digits) + 0).toFixed(digits);
    return french ? text.replace(".", ",") : text;
  };
  const signed = (x) => {
    const rounded = round(x, 1);
    return (rounded > 0 ? "+" : rounded < 0 ? "−" : "") + number(Math.abs(rounded), 1);
  };
  const level = (x) => Math.min(Math.floor(x / step + 1e-9), data.levels.length - 1);
  const score = (x) => {
    // never written as if it had reached a level that it has not
    const digits = [1, 2].find((d) => Math.floor(round(x, d) / step) === Math.floor(clean(x) / step + 1e-9));
    return number(x, digits || 3);
  };

  const controls = [];
  const mean = (tops, of) => {
    let sum = 0, weight = 0;
    for (const [, rows] of tops) for (const row of rows) { sum += row[2] * of(row); weight += row[2]; }
    return sum / weight;
  };
  const then = (row) => (row.level === undefined ? row[3] : row.level * step);
  const now = (row) => row[3];
  // What is known of a node is rounded: it keeps the part that belongs to criteria which stay as they are.
  const kept = (row) => (row.level === undefined ? 1 : 0);
  const moves = (known, tops, of) => {
    const made = mean(tops, of(now)), shown = known === null ? made : known;
    return [shown, mean(tops, of(then)) + (Math.abs(shown - made) > 1e-9 ? (shown - made) * mean(tops, kept) : 0)];
  };
  const itself = (of) => of;
  const missing = (of) => (row) => Math.max(0, row[4] - of(row));
  const listed = (names) => names.length < 2 ? names.join("")
    : fill(data.and, { first: names.slice(0, -1).join(", "), last: names[names.length - 1] });
  const place = (x) => data.places[[...data.peers, -1].findIndex((bound) => x >= bound - 1e-9)];

  const told = () => {
    const [before, after] = moves(data.shown[0], data.tops, itself);
    const [lacked, lacks] = moves(data.shown[1], data.tops, missing);
    const levels = [before, after].map((x) => data.levels[level(x)]);
    const pair = (f, a = before, b = after) => ({ before: f(a), after: f(b) });
    const lines = [
      fill(data.overall, { ...pair(score), difference: signed(after - before) }),
      fill(levels[0] === levels[1] ? data["same level"] : data.level, { before: levels[0], after: levels[1] }),
      fill(data.missing, pair((x) => number(x, 1), lacked, Math.max(0, lacks))),
    ];
    const places = pair(place);
    if (data.peers.length) lines.push(fill(data[places.before === places.after ? "same place" : "place"], places));
    const planned = data.tops.flatMap(([, rows]) => rows.flatMap((row) => row[5].map(([n, goal]) => [n, then(row) >= goal - 1e-9])));
    const reached = planned.filter(([, done]) => done).map(([n]) => n).sort((a, b) => a - b);
    if (planned.length) lines.push(fill(data[reached.length ? "roadmap" : "same roadmap"],
      { before: planned.length, after: planned.length - reached.length, names: listed(reached) }));
    const moved = data.tops
      .map((top) => [top[0], ...moves(top[2], [top], itself)])
      .filter(([, a, b]) => Math.abs(b - a) > 1e-9)
      .map(([name, a, b]) => fill(data.node, { name, ...pair(score, a, b) }));
    return moved.length ? [...lines, fill(data.moves, { names: listed(moved) })] : lines;
  };

  make(box, "h3", data.title);
  make(box, "p", data.help);
  const details = make(box, "details");
  make(details, "summary", data.choose);
  const grid = make(details, "div");
  for (const [name, rows] of data.tops) {
    const group = make(grid, "fieldset");
    make(group, "legend", name);
    for (const row of rows.filter((row) => row[0])) {
      const label = make(group, "label", row[0]);
      const select = make(label, "select");
      make(select, "option", fill(data.today, { score: row[1] })).value = "";
      data.levels.forEach((text, at) => { make(select, "option", text).value = at; });
      select.addEventListener("change", () => {
        row.level = select.value === "" ? undefined : Number(select.value);
        show();
      });
      controls.push([select, row]);
    }
  }
  const result = make(details, "div");
  result.setAttribute("role", "status");
  const reset = make(details, "button", data.reset);
  reset.type = "button";
  reset.addEventListener("click", () => {
    for (const [select, row] of controls) { select.value = ""; row.level = undefined; }
    show();
  });
  const show = () => {
    result.replaceChildren();
    if (controls.some(([, row]) => row.level !== undefined)) for (const line of told()) make(result, "p", line);
    reset.hidden = !result.childElementCount;
  };
  show();
  box.hidden = false;
}
