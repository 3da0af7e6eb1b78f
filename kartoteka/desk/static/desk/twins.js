// The list of twins: N presses "not the same" of the row in focus.
addEventListener("keydown", (event) => {
  const writing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
  if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.toLowerCase() !== "n") return;
  event.target.closest("#rows tr")?.querySelector("[data-not-the-same]")?.click();
});
