// Nobody agrees to what they have not seen: while a page goes on below the edge, the button that agrees reads on
// instead. Once the end has been in sight it agrees, also after scrolling back.
const button = () => document.querySelector("[data-reads-on]");
const stamp = () => document.getElementById("screen")?.dataset.stamp;
let read = "";
let page = "";

function endInSight() {
  const end = document.getElementById("main").getBoundingClientRect().bottom;
  const edge = button().closest("footer").getBoundingClientRect().top;
  return end <= edge + 24;
}

function update() {
  const agree = button();
  if (!agree) return;
  if (stamp() !== page) {
    page = stamp();
    window.scrollTo(0, 0);
  }
  if (read !== page && endInSight()) read = page;
  agree.querySelector("[data-when-read]").hidden = read !== page;
  agree.querySelector("[data-when-more]").hidden = read === page;
}

export function readToTheEnd() {
  update();
  for (const sign of ["scroll", "resize"]) window.addEventListener(sign, update, { passive: true });
  document.addEventListener("htmx:afterSettle", update);
  document.addEventListener("click", (event) => {
    const agree = event.target.closest("[data-reads-on]");
    if (!agree) return;
    update();
    if (read === page) return;
    event.preventDefault();
    event.stopPropagation();
    window.scrollBy({ top: window.innerHeight * 0.55 });
    update();
  }, true);
}
