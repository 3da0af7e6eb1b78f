// Rows of lists: ticks with shift, the tick of all, the bar of what can be done with them.
{
  const ticks = () => [...document.querySelectorAll("#rows td.k-tick input")];
  let last = null;
  const tell = () => {
    const form = document.getElementById("acts");
    const all = document.querySelector("[data-tick-all]");
    if (!form || !all) return; // a list with which nothing can be done at once
    const on = ticks().filter((tick) => tick.checked).length;
    const words = form.querySelector("[data-acts-count]");
    form.hidden = on === 0;
    words.textContent = `${words.dataset.one} ${on}`;
    if (!on) form.querySelector("[data-acts-all]").checked = false;
    all.checked = on > 0 && on === ticks().length;
    all.indeterminate = on > 0 && !all.checked;
  };
  addEventListener("click", (event) => {
    const tick = event.target.closest("#rows td.k-tick input");
    if (!tick) return;
    const all = ticks();
    const from = event.shiftKey ? all.indexOf(last) : -1;
    const ends = [from < 0 ? all.indexOf(tick) : from, all.indexOf(tick)];
    all.slice(Math.min(...ends), Math.max(...ends) + 1).forEach((one) => (one.checked = tick.checked));
    last = tick;
    tell();
  });
  addEventListener("change", (event) => {
    if (!event.target.matches("[data-tick-all]")) return;
    ticks().forEach((tick) => (tick.checked = event.target.checked));
    tell();
  });
  addEventListener("htmx:afterSettle", tell);
  addEventListener("pageshow", tell);
}
