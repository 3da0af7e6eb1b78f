// Ctrl+K knows what the open page can do (its buttons and tabs), and all lines of the menu.
{
  const copy = (from, to) =>
    document.querySelectorAll(from).forEach((line) => {
      const link = line.cloneNode(true);
      link.removeAttribute("aria-current");
      link.className = "";
      to.append(link);
    });
  const here = document.getElementById("palette-here");
  copy(".k-actions a, .k-tabs a, .k-views > a", here);
  here.hidden = !here.querySelector("a");
  copy("#menu a", document.getElementById("palette-menu"));
}
