// The slider of the card: goes through the days on which something changed; let go, it shows the day.
{
  const form = document.querySelector("form[data-asof]");
  const range = form.querySelector("input[type=range]");
  const day = form.querySelector("input[type=date]");
  const days = range.dataset.days.split(" ");
  const tell = () => range.setAttribute("aria-valuetext", days[range.value]);
  range.hidden = false;
  tell();
  range.addEventListener("input", () => {
    day.value = days[range.value];
    tell();
  });
  range.addEventListener("change", () => form.requestSubmit());
}
