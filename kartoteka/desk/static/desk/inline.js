// Fields changed where they stand: Escape leaves the field as it was.
addEventListener("keydown", (event) => {
  const form = event.key === "Escape" && event.target.closest("form[data-inline]");
  if (form) form.querySelector("[data-leave]").click();
});
