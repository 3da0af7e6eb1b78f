// The tree of a customer: Alt+Right puts the row in focus under the one before it, Alt+Left one
// floor up, by the buttons of the row.
{
  const names = { ArrowRight: "sink", ArrowLeft: "rise" };
  addEventListener("keydown", (event) => {
    const row = event.altKey && event.target.closest("table[data-tree] tbody tr");
    const button = row && row.querySelector(`button[name="${names[event.key]}"]:not(:disabled)`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
}
