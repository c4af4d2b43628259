// Tables with data-rows: one tab stop, arrows, Home and End between lines; Enter opens, as on any link.
"use strict";
(() => {
  const rowsOf = (table) => [...table.querySelectorAll("tbody tr")].filter((row) => row.querySelector("td a[href]"));

  const mainLink = (row) => row.querySelector("td a[href]");

  // Buttons outside the table that act on the line that is chosen: data-from-row names the row's data attribute.
  const point = (row) => {
    for (const button of document.querySelectorAll("[data-from-row]")) {
      const url = row.dataset[button.dataset.fromRow];
      if (url) button.href = url;
      if (url) button.removeAttribute("aria-disabled");
      else button.setAttribute("aria-disabled", "true");
    }
  };

  const choose = (rows, chosen) => {
    for (const row of rows) {
      row.toggleAttribute("aria-current", false);
      for (const stop of row.querySelectorAll("a[href],button")) stop.tabIndex = row === chosen ? 0 : -1;
    }
    chosen.setAttribute("aria-current", "true");
    point(chosen);
  };

  const goal = (key, rows, at) =>
    ({ ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows[rows.length - 1] })[key];

  somat.each("table[data-rows]", (table) => {
    const rows = rowsOf(table);
    if (!rows.length) return;
    const marked = rows.find((row) => row.hasAttribute("aria-current"));
    for (const row of rows) {
      for (const stop of row.querySelectorAll("a[href],button")) stop.tabIndex = row === (marked ?? rows[0]) ? 0 : -1;
    }
    if (marked) point(marked);
    else document.querySelectorAll('[data-from-row][href="#"]').forEach((button) => button.setAttribute("aria-disabled", "true"));
    table.addEventListener("focusin", (event) => {
      const row = event.target.closest("tr");
      if (rows.includes(row)) choose(rows, row);
    });
    table.addEventListener("keydown", (event) => {
      if (somat.composing(event) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      if (event.target.matches("input,select,textarea")) return;
      const row = goal(event.key, rows, rows.indexOf(event.target.closest("tr")));
      if (!row) return;
      event.preventDefault();
      mainLink(row).focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    });
  });
})();
