// <button data-opens="hold"> opens <dialog id="hold">; <button data-closes> closes the one it stands in;
// <button data-press="push"> of the key line presses the control that carries data-act="push", if it is there.
export function openDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog && !dialog.open) dialog.showModal();
    const presser = event.target.closest("[data-press]");
    if (presser) document.querySelector(`[data-act="${presser.dataset.press}"]`)?.click();
    if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.detail.elt.matches("form")) event.detail.elt.closest("dialog[data-once]")?.close();
  });
}
