// Controls with data-needs stand on the page only while the control of that name has one of their
// data-needs-values (any, if none is named); those with data-needs-kind for these kinds of record.
{
  const held = (name) => {
    const own = document.querySelector(`[data-kind]`);
    const all = [...document.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const told = all.flatMap((one) => (/checkbox|radio/.test(one.type) ? (one.checked ? [one.value] : []) : [one.value]));
    if (!all.length && name === "kind" && own) return [own.dataset.kind];
    return told.map((value) => value || "empty");
  };
  const fits = (name, wanted) => {
    const told = held(name);
    return wanted ? told.some((one) => wanted.split(",").includes(one)) : told.some((one) => one !== "empty");
  };
  const show = () => {
    for (const one of document.querySelectorAll("[data-needs], [data-needs-kind]")) {
      const kind = one.dataset.needsKind;
      const name = one.dataset.needs;
      const box = one.closest(".k-field");
      box.hidden = (kind && !fits("kind", kind)) || (name && !fits(name, one.dataset.needsValues));
    }
    for (const section of document.querySelectorAll("fieldset.k-section")) {
      section.hidden = !section.querySelector(".k-field:not([hidden])");
    }
  };
  addEventListener("change", show);
  show();
}
