/* Makes tables of the class cb-sortable sortable by their heads. Without it they stand in the order of the report. */
(() => {
  "use strict";
  const number = (text) => {
    const found = text.replace(/\u2212/g, "-").match(/-?\d+(?:\.\d+)?/);
    return found ? Number(found[0]) : null;
  };

  /* Numbers before words, words by the alphabet; rows that are alike keep their order. */
  const compare = (one, other) => {
    const [left, right] = [number(one), number(other)];
    if (left !== null && right !== null && left !== right) return left - right;
    if ((left === null) !== (right === null)) return left === null ? 1 : -1;
    return one.localeCompare(other, "en", { numeric: true });
  };

  const sort = (table, column, down) => {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [row.cells[column].textContent.trim(), row]);
    const words = rows.some(([text]) => !/^[\u2212+-]?\d/.test(text));
    const order = words ? (a, b) => a.localeCompare(b, "en", { numeric: true }) : compare;
    rows.sort(([one], [other]) => (down ? order(other, one) : order(one, other)));
    body.append(...rows.map(([, row]) => row));
    [...table.tHead.rows[0].cells].forEach((head, at) => {
      if (at === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };

  for (const table of document.querySelectorAll("table.cb-sortable")) {
    if (table.tBodies[0].rows.length < 2) continue;
    table.classList.add("cb-sortable--on");
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sort(table, column, head.getAttribute("aria-sort") === "ascending"));
      head.replaceChildren(button);
    });
  }
})();
