// Ctrl+K: arrows go through what was found and the commands, Enter opens; typing narrows commands.
{
  const palette = document.getElementById("palette");
  const commands = document.getElementById("palette-commands");
  const field = palette.querySelector("input");
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/ł/gi, "l").toLowerCase();
  const links = () => [...palette.querySelectorAll("a")].filter((link) => !link.hidden);
  const mark = (link) => {
    links().forEach((other) => other.classList.toggle("is-on", other === link));
    if (link) link.scrollIntoView({ block: "nearest" });
  };
  const step = { ArrowDown: 1, ArrowUp: -1 };
  palette.addEventListener("keydown", (event) => {
    const shown = links();
    const at = shown.findIndex((link) => link.classList.contains("is-on"));
    if (event.key in step) mark(shown[(at + step[event.key] + shown.length) % shown.length]);
    else if (event.key === "Enter" && shown.length) shown[Math.max(at, 0)].click();
    else if (event.key === "Escape") palette.close();
    else return;
    event.preventDefault();
  });
  field.addEventListener("input", () => {
    if (field.value === "?") {
      palette.close();
      document.getElementById("shortcuts").showModal();
    }
    const words = fold(field.value).split(/\s+/);
    for (const link of commands.querySelectorAll("a"))
      link.hidden = !words.every((word) => fold(link.textContent).includes(word));
    mark(links()[0]);
  });
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
  palette.addEventListener("htmx:afterSwap", () => mark(links()[0]));
}
