// The panel says which field it shows; its box on the page is marked and brought into sight.
const SPOT = "spot--chosen";

function mark() {
  const key = document.getElementById("field")?.dataset.chosen;
  for (const spot of document.querySelectorAll("[data-spot]")) {
    const chosen = spot.dataset.spot === key;
    spot.classList.toggle(SPOT, chosen);
    if (chosen) spot.setAttribute("aria-current", "true");
    else spot.removeAttribute("aria-current");
    if (chosen) spot.scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("htmx:afterSwap", mark);
mark();
