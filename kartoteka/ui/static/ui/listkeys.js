// Keys of lists: J and K go through the rows, X ticks, / searches, F sets conditions, Ctrl+arrows page.
{
  const writing = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]";
  const step = (by) => {
    const rows = [...document.querySelectorAll("#rows tbody tr")].filter((row) => row.querySelector("a"));
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next) next.querySelector("a").focus();
  };
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    x: () => document.activeElement.closest("#rows tr")?.querySelector("td.k-tick input")?.click(),
    "/": () => document.querySelector("[data-list-search]")?.focus(),
    f: () => {
      const query = document.getElementById("query");
      query.open = true;
      query.querySelector("select, button").focus();
    },
  };
  const turn = { ArrowLeft: "prev", ArrowRight: "next" };
  addEventListener("keydown", (event) => {
    if (!document.querySelector("#rows") || event.target.closest(writing)) return;
    if (event.altKey || event.metaKey) return;
    if (event.ctrlKey) document.querySelector(`#rows a[rel=${turn[event.key] || "none"}]`)?.click();
    else if (event.key in acts) {
      event.preventDefault();
      acts[event.key]();
    }
  });
}
