// Where the focus goes after a swap: to an error summary first, then to what the fragment marks.
const wanted = (root) => root.querySelector?.("[data-error-summary]") || root.querySelector?.("[data-focus]");

export function placeFocus() {
  wanted(document)?.focus();
  document.addEventListener("htmx:afterSettle", (event) => {
    // A file that was taken is done with: Enter goes on instead of opening the chooser again.
    if (document.activeElement?.matches("input[type=file]")) document.activeElement.blur();
    const target = wanted(event.detail.elt) || wanted(document);
    if (target && (document.activeElement === document.body || target.matches("[data-error-summary]"))) target.focus();
    const said = event.detail.elt?.querySelector?.("[data-announce]");
    const voice = document.getElementById("announcer");
    if (said && voice) voice.textContent = said.dataset.announce;
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
  });
}
