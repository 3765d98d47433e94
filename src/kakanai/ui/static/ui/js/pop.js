// Where a value comes from, on hover as well as on press; it stays while the pointer is on it and Esc closes it.
export function popOnHover() {
  let timer = 0;
  const of = (mark) => document.getElementById(mark.getAttribute("popovertarget"));
  const place = (mark, pop) => {
    const at = mark.getBoundingClientRect();
    const left = Math.min(at.left, innerWidth - pop.offsetWidth - 12);
    const below = at.bottom + pop.offsetHeight + 8 < innerHeight;
    pop.style.left = `${Math.max(8, left)}px`;
    pop.style.top = `${below ? at.bottom : Math.max(8, at.top - pop.offsetHeight - 8)}px`;
  };
  document.addEventListener("toggle", (event) => {
    if (event.newState !== "open" || !event.target.matches?.(".pop")) return;
    const mark = document.querySelector(`[popovertarget="${event.target.id}"]`);
    if (mark) place(mark, event.target);
  }, true);
  // The key `i` walks from mark to mark and shows each one's origin.
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-press=origin]")) return;
    const marks = [...document.querySelectorAll("[data-hover][popovertarget]")].filter((mark) => mark.checkVisibility());
    const next = marks[(marks.indexOf(document.activeElement) + 1) % marks.length];
    if (!next) return;
    next.focus();
    of(next)?.showPopover?.();
  });
  document.addEventListener("pointerover", (event) => {
    const mark = event.target.closest?.("[data-hover][popovertarget]");
    clearTimeout(timer);
    if (!mark || event.pointerType !== "mouse") return;
    timer = setTimeout(() => of(mark)?.showPopover?.(), 250);
    mark.addEventListener("pointerleave", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { if (!of(mark)?.matches(":hover")) of(mark)?.hidePopover?.(); }, 300);
    }, { once: true });
  });
}
