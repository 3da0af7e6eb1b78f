// A page of choices: the key that stands on a button or link (data-key) presses it.
addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable], dialog");
  if (writing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = CSS.escape(event.key.toLowerCase());
  const wanted = document.querySelector(`[data-key="${key}"]`);
  if (wanted) {
    event.preventDefault();
    wanted.click();
  }
});
