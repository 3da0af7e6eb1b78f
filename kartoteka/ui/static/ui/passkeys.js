// A passkey that the person or the device refused is told in words, not only in the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelectorAll("[data-passkey-error]").forEach((place) => {
    place.hidden = false;
  });
});
