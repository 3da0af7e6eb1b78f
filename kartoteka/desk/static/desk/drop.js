// Files dropped on a form with data-upload, or chosen in it, go one after the other; then the list
// that data-list names is read again from data-again, or without one the page.
for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("[type=file]");
  const send = async (files) => {
    form.querySelector(".k-uploads").replaceChildren();
    const chosen = [...files];
    let arrived = 0;
    for (const file of chosen) arrived += await upload(form, file);
    input.value = "";
    if (!arrived) return;
    if (form.dataset.list) htmx.ajax("GET", form.dataset.again, `#${form.dataset.list}`);
    else if (arrived === chosen.length) location.reload();
  };
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"])
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      form.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop") send(event.dataTransfer.files);
    });
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    send(input.files);
  });
  input.addEventListener("change", () => input.files.length && send(input.files));
}
