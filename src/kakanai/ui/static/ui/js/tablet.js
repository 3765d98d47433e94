// The resident's tablet: text size, contrast, blank when idle, signature. Choices last for the session only.
import { sendCsrfToken } from "./csrf.js";
import { openDialogs } from "./dialog.js";
import { placeFocus } from "./focus.js";
import { keepUnchanged } from "./poll.js";
import { readToTheEnd } from "./reading.js";
import { wireSignatures } from "./signature.js";

const SIZES = 3;
const root = document.documentElement;
const meta = (name) => document.querySelector(`meta[name=${name}]`)?.content || "";

function restore() {
  root.dataset.size = sessionStorage.getItem("size") || "1";
  root.dataset.theme = sessionStorage.getItem("theme") || "light";
  document.querySelector("[data-contrast]")?.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
}

function onTool(event) {
  if (event.target.closest("[data-text-size]")) sessionStorage.setItem("size", String((Number(root.dataset.size) % SIZES) + 1));
  else if (event.target.closest("[data-contrast]")) sessionStorage.setItem("theme", root.dataset.theme === "dark" ? "light" : "dark");
  else return;
  restore();
}

// Nobody at the tablet: the face goes blank until somebody touches it. What was shown stays with the desk. The touch
// that wakes it does nothing else, since what lies beneath was not in sight; a page that the clerk shows wakes it too.
function blankWhenIdle() {
  const seconds = Number(meta("kakanai-tablet-idle")) || 120;
  const blank = document.getElementById("tablet-blank");
  const stamp = () => document.getElementById("screen")?.dataset.stamp;
  let last = Date.now();
  let shown = stamp();
  if (!blank) return;
  const wake = () => { last = Date.now(); blank.hidden = true; };
  for (const sign of ["pointerdown", "pointermove"]) {
    document.addEventListener(sign, () => { last = Date.now(); }, { passive: true, capture: true });
  }
  blank.addEventListener("click", wake);
  document.addEventListener("keydown", (event) => {
    if (!blank.hidden) {
      event.preventDefault();
      event.stopPropagation();
    }
    wake();
  }, { capture: true });
  document.addEventListener("htmx:afterSettle", () => {
    if (stamp() !== shown) wake();
    shown = stamp();
  });
  setInterval(() => { if (Date.now() - last > seconds * 1000) blank.hidden = false; }, 1000);
}

// The page may speak another language than the frame: the frame follows by one reload.
function followLanguage() {
  document.addEventListener("htmx:afterSettle", () => {
    const spoken = document.querySelector("[data-language]")?.dataset.language;
    if (spoken && spoken !== root.dataset.language) location.reload();
    wireSignatures();
  });
  document.addEventListener("signed", () => document.querySelector("[data-next-page]")?.dispatchEvent(new CustomEvent("signed-now", { bubbles: false })));
}

restore();
document.addEventListener("click", onTool);
sendCsrfToken();
openDialogs();
placeFocus();
keepUnchanged();
blankWhenIdle();
followLanguage();
wireSignatures();
readToTheEnd();
