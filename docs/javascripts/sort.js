/* Tables that a reader may sort: <table data-sortable>, by the headings that hold <span class="cb-sort">, or by all where
   none does. Without this script the table keeps the order in which it was written. A cell's data-sort goes before its
   text; what begins with a number sorts as one, and empty values come last in both directions. */
(function () {
  "use strict";

  const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

  function value(row, column) {
    const cell = row.cells[column];
    return (cell.dataset.sort === undefined ? cell.textContent : cell.dataset.sort).trim();
  }

  function number(text) {
    const found = /^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/i.exec(text.replace(/^\u2212/, "-"));
    return found ? Number(found[0]) : NaN;
  }

  function order(left, right, sign) {
    if (left === "" || right === "") return (left === "") - (right === "");
    const apart = number(left) - number(right);
    return sign * (apart || compare(left, right));
  }

  function sort(table, heading) {
    const column = heading.cellIndex;
    const sign = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
    for (const body of table.tBodies) {
      const rows = Array.from(body.rows, (row, at) => [value(row, column), at, row]);
      rows.sort((one, other) => order(one[0], other[0], sign) || one[1] - other[1]);
      body.append(...rows.map(([, , row]) => row));
    }
  }

  function labelled(table) {
    if (table.querySelector("thead .cb-sort")) return;
    for (const heading of table.tHead.rows[0].cells) {
      const label = document.createElement("span");
      label.className = "cb-sort";
      label.append(...heading.childNodes);
      heading.append(label);
    }
  }

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    if (table.tBodies[0].rows.length < 2) continue;
    table.classList.add("cb-sortable--on");
    labelled(table);
    for (const label of table.querySelectorAll("thead .cb-sort")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = label.className;
      button.textContent = label.textContent;
      button.addEventListener("click", () => sort(table, button.closest("th")));
      label.replaceWith(button);
    }
  }
})();
