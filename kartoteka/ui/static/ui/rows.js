// Tables with data-rows: arrows go through the rows' links, Enter opens the one in focus.
{
  const step = { ArrowDown: 1, ArrowUp: -1 };
  addEventListener("keydown", (event) => {
    const row = event.target.closest("table[data-rows] tbody tr");
    if (!row || !(event.key in step) || event.target.matches("input, select, textarea")) return;
    const rows = [...row.parentElement.rows];
    const next = rows[rows.indexOf(row) + step[event.key]];
    const link = next && next.querySelector("a, button");
    if (link) {
      event.preventDefault();
      link.focus();
    }
  });
}
