// Keys that work everywhere: Ctrl+Enter sends the form, Ctrl+K searches, "?" shows the keys.
{
  const open = (id) => {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
    return dialog;
  };
  const writing = (place) => place.closest("input, textarea, select, [contenteditable]");
  addEventListener("keydown", (event) => {
    const held = event.ctrlKey || event.metaKey;
    if (held && event.key === "Enter" && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
    } else if (held && event.key.toLowerCase() === "k" && open("palette")) {
      event.preventDefault();
    } else if (event.key === "?" && !held && !writing(event.target)) {
      open("shortcuts");
    }
  });
}
