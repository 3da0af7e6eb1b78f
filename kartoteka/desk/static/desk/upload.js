// Sends one file of a form with data-upload and shows its progress; true when it has arrived.
const upload = (form, file) =>
  new Promise((done) => {
    const item = form.querySelector(".k-uploads").appendChild(document.createElement("li"));
    const say = (words, name) => {
      const line = item.appendChild(document.createElement("span"));
      [line.textContent, line.className] = [words, name];
    };
    say(file.name, "");
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
      const arrived = request.status === 201;
      const words = (request.response && request.response.message) || form.dataset.broken;
      bar.remove();
      say(arrived ? form.dataset.done : words, arrived ? "k-muted" : "late");
      done(arrived);
    };
    request.send(data);
  });
