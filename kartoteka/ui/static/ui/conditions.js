// Conditions of a list, when the server writes them anew: what was typed meanwhile and the focus stay.
{
  const builder = () => document.getElementById("builder");
  const field = (name) => builder().querySelector(`[name="${name.replace(/\.v$/, ".field")}"]`)?.value;
  const typed = () =>
    Object.fromEntries([...builder().querySelectorAll("[name$='.v']:not(select)")].map((one) => [one.name, one.value]));
  let asked = {};
  let kept = [];
  let focus = "";
  const isOurs = (event) => event.detail.target?.id === "builder" && builder();
  addEventListener("htmx:beforeRequest", (event) => {
    if (isOurs(event)) asked = typed();
  });
  addEventListener("htmx:beforeSwap", (event) => {
    if (!isOurs(event)) return;
    focus = document.activeElement?.name || "";
    kept = Object.entries(typed())
      .filter(([name, value]) => value !== asked[name])
      .map(([name, value]) => [name, value, field(name)]);
  });
  addEventListener("htmx:afterSettle", () => {
    for (const [name, value, of] of kept) {
      const place = builder()?.querySelector(`[name="${name}"]:not(select)`);
      if (place && field(name) === of) place.value = value;
    }
    const place = focus && builder()?.querySelector(`[name="${focus}"]`);
    if (place && document.activeElement === document.body) place.focus();
    kept = [];
    focus = "";
  });
}
