// The queue of twins: J and K go through the rows, N presses "not the same" of the one in focus.
{
  const step = { j: 1, k: -1 };
  addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select, [contenteditable], dialog");
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
    const table = document.querySelector("table[data-twins] tbody");
    if (!table) return;
    const rows = [...table.rows];
    const at = rows.indexOf(event.target.closest("tr"));
    const key = event.key.toLowerCase();
    if (key in step) {
      const next = rows[at < 0 ? 0 : at + step[key]];
      if (next) next.querySelector("a").focus();
    } else if (key === "n" && at >= 0) {
      const button = rows[at].querySelector("[data-not-the-same]");
      if (button) button.click();
    }
  });
}
