// A slider says its value beside it at once; the figures follow from the server, which alone knows the formula.
document.addEventListener("input", (event) => {
  const shown = event.target.id && document.querySelector(`output[for="${event.target.id}"]`);
  const decimals = (event.target.step.split(".")[1] || "").length;
  if (shown) shown.textContent = Number(event.target.value).toFixed(decimals);
});
