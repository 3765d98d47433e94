// A search field with data-filters="id" narrows the list in that element by what its [data-filtered] parts say.
const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/[ァ-ヶ]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0x60));

function narrow(field) {
  const wanted = folded(field.value.trim());
  const list = document.getElementById(field.dataset.filters);
  for (const part of list.querySelectorAll("[data-filtered]")) {
    part.closest("li").hidden = Boolean(wanted) && !folded(part.closest("li").textContent).includes(wanted);
  }
  for (const section of list.querySelectorAll("section")) section.hidden = !section.querySelector("li:not([hidden])");
}

export function filterLists() {
  document.addEventListener("ime-commit", (event) => { if (event.target.dataset.filters) narrow(event.target); });
  document.addEventListener("search", (event) => { if (event.target.dataset?.filters) narrow(event.target); }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.dataset?.filters) return;
    event.target.value = "";
    narrow(event.target);
    event.target.blur();
  });
}
