// What is typed into a form stays in this browser until it is saved, and is offered again. Fields
// that must not be kept (autocomplete="off": sensitive numbers; passwords, files) are left out.
{
  const own = `draft:${document.querySelector("main").dataset.user}:`;
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith("draft:"));
  const drop = (wanted) => keys().filter(wanted).forEach((key) => localStorage.removeItem(key));
  const read = (key) => JSON.parse(localStorage.getItem(key) || "null");
  const tick = (field) => ["checkbox", "radio"].includes(field.type);
  const kept = (form) => [...form.elements].filter((field) => field.name && field.autocomplete !== "off"
    && !["hidden", "password", "file", "submit", "button"].includes(field.type));
  const said = (form) => kept(form).map((field) => [field.name, tick(field) ? field.checked : field.value]);
  const refused = document.querySelector(".k-summary");
  const sent = sessionStorage.getItem("sent") || "";
  sessionStorage.removeItem("sent");
  drop((key) => read(key).at < Date.now() - 3 * 86400e3 || (key === sent && key.startsWith(own) && !refused));
  document.querySelectorAll("form[data-draft]").forEach((form, place) => {
    const key = `${own}${location.pathname}${location.search}#${place}`;
    const found = read(key);
    const draft = found && found.said.length === said(form).length ? found : null;
    const offer = form.querySelector("[data-draft-offer]");
    offer.hidden = !draft || !!refused || JSON.stringify(draft.said) === JSON.stringify(said(form));
    if (!offer.hidden) offer.querySelector("time").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang);
    offer.addEventListener("click", (event) => {
      const act = event.target.dataset.draft;
      if (act === "restore") kept(form).forEach((field, n) => tick(field) ? (field.checked = draft.said[n][1]) : (field.value = draft.said[n][1]));
      else if (act === "drop") localStorage.removeItem(key);
      offer.hidden ||= !!act;
    });
    form.addEventListener("input", () => localStorage.setItem(key, JSON.stringify({ at: Date.now(), said: said(form) })));
    form.addEventListener("submit", () => sessionStorage.setItem("sent", key));
  });
  document.querySelectorAll('form[action$="/logout/"]').forEach((form) => form.addEventListener("submit", () => drop(() => true)));
}
