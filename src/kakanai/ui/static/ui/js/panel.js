// The side panel opens when htmx puts something into it and gives the focus back when it closes.
export function openPanelWhenFilled() {
  const panel = document.getElementById("panel");
  const body = document.getElementById("panel-body");
  if (!panel || !body) return;
  let from = null;
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== body || panel.open) return;
    from = document.activeElement;
    const title = body.querySelector("[data-panel-title]");
    if (title) document.getElementById("panel-title").textContent = title.dataset.panelTitle;
    panel.showModal();
  });
  panel.addEventListener("close", () => {
    body.replaceChildren();
    from?.focus?.();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-panel-close]") || event.target === panel) panel.close();
  });
}
