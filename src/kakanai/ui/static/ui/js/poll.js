// A polled fragment says by data-stamp what it shows. While that stays the same nothing is swapped, so that
// polling never takes the focus, an open page or a half-drawn signature away.
export function keepUnchanged() {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, target, xhr } = event.detail; // detail.elt is the target, not the one that asked
    const polled = requestConfig?.elt?.getAttribute?.("hx-trigger")?.startsWith("every");
    if (!polled || !target?.dataset?.stamp || !xhr?.responseText) return;
    const fresh = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("[data-stamp]");
    if (fresh && fresh.dataset.stamp === target.dataset.stamp) event.detail.shouldSwap = false;
  });
}
