// After three idle minutes the screen shows a blank face. With a lock address it goes there, so that the
// resident's data is out of the page as well; everything has been saved by then.
const meta = (name) => document.querySelector(`meta[name=${name}]`)?.content || "";

export function hide() {
  const lock = meta("kakanai-lock-url");
  const blank = document.getElementById("blank");
  if (blank) blank.hidden = false;
  document.getElementById("frame")?.setAttribute("inert", "");
  document.querySelectorAll("dialog[open]").forEach((one) => one.close());
  if (lock) location.replace(`${lock}?next=${encodeURIComponent(location.pathname)}`);
  else blank?.querySelector("[data-unblank]")?.focus();
}

function show() {
  document.getElementById("blank").hidden = true;
  document.getElementById("frame")?.removeAttribute("inert");
  document.getElementById("main")?.focus();
}

export function blankWhenIdle() {
  const seconds = Number(meta("kakanai-idle")) || 180;
  let last = Date.now();
  const awake = () => { last = Date.now(); };
  for (const sign of ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"]) {
    document.addEventListener(sign, awake, { passive: true, capture: true });
  }
  setInterval(() => {
    const blank = document.getElementById("blank");
    if (blank?.hidden && Date.now() - last > seconds * 1000) hide();
  }, 1000);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-unblank]")) show();
    if (event.target.closest("[data-lock]")) hide();
  });
}
