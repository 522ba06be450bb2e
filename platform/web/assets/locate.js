// Offers the phone's own position beside an input for one. Without script, or where a browser gives no position, the input is there
// as it is. Nothing is asked of the phone before somebody presses the button, and nothing is sent before he sends the form.
for (const input of document.querySelectorAll("input[data-locate]")) {
  if (!navigator.geolocation || !window.isSecureContext) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button secondary";
  button.textContent = input.dataset.locate;
  const row = document.createElement("div");
  row.className = "buttons";
  row.append(button);
  const said = document.createElement("p");
  said.className = "hint";
  said.setAttribute("role", "status");
  const found = ({ coords }) => {
    // Five places are about a metre, finer than any phone.
    input.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
    said.textContent = "";
    input.focus();
  };
  const failed = () => {
    said.textContent = input.dataset.failed;
  };
  button.addEventListener("click", () => {
    said.textContent = input.dataset.locating;
    const how = { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 };
    navigator.geolocation.getCurrentPosition(found, failed, how);
  });
  input.closest(".field").append(row, said);
}
