// Files dropped on a form with data-upload, or chosen in it, go one after the other, each with its
// progress; then the list that data-list names is read again from data-again, or the page is.
{
  const say = (item, words, name) => {
    const line = item.appendChild(document.createElement("span"));
    line.textContent = words;
    line.className = name;
  };
  const sent = (form, file, item) =>
    new Promise((done) => {
      const bar = item.appendChild(document.createElement("progress"));
      bar.className = "k-progress";
      bar.setAttribute("aria-label", file.name);
      const data = new FormData(form);
      data.set("file", file);
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) [bar.max, bar.value] = [event.total, event.loaded];
      };
      request.onloadend = () => {
        bar.remove();
        const good = request.status === 201;
        const words = (request.response && request.response.message) || form.dataset.broken;
        say(item, good ? form.dataset.done : words, good ? "k-muted" : "late");
        done(good);
      };
      request.send(data);
    });
  const send = async (form, files) => {
    const list = form.querySelector(".k-uploads");
    list.replaceChildren();
    const items = [...files].map((file) => {
      const item = list.appendChild(document.createElement("li"));
      item.appendChild(document.createElement("span")).textContent = file.name;
      return [file, item];
    });
    let good = 0;
    for (const [file, item] of items) good += await sent(form, file, item);
    form.querySelector("[type=file]").value = "";
    if (!good) return;
    if (form.dataset.list) htmx.ajax("GET", form.dataset.again, `#${form.dataset.list}`);
    else if (good === items.length) location.reload();
  };
  for (const form of document.querySelectorAll("form[data-upload]")) {
    const input = form.querySelector("[type=file]");
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"])
      form.addEventListener(kind, (event) => {
        event.preventDefault();
        form.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
        if (kind === "drop") send(form, event.dataTransfer.files);
      });
    form.addEventListener("submit", (event) => {
      if (!input.files.length) return;
      event.preventDefault();
      send(form, input.files);
    });
    input.addEventListener("change", () => input.files.length && send(form, input.files));
  }
}
