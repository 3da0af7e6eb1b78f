// Menus close on a click elsewhere and on Escape; messages go when dismissed.
{
  const close = (except) =>
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(except)) menu.open = false;
    });
  addEventListener("click", (event) => {
    close(event.target);
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".alert").remove();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) menu.querySelector("summary").focus();
    close(null);
  });
}
