// "As the device": follows the device's colour scheme. In the head, so that no page flashes.
{
  const root = document.documentElement;
  if (root.hasAttribute("data-theme-auto")) {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
    follow();
    dark.addEventListener("change", follow);
  }
}
