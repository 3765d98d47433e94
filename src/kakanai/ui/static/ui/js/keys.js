// Keyboard shortcuts are written in the markup: data-key="h" on a button, link or field. A key presses the
// first visible control that carries it. data-key-label names it where its own text is too long.
const OFF = "kakanai.single-keys-off";
const typing = (target) => target.closest("input:not([type=radio],[type=checkbox],[type=button],[type=submit],[type=file]), textarea, select, [contenteditable]");
const visible = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? element.offsetParent !== null;
const usable = (element) => visible(element) && !element.disabled && !element.closest("[inert]");
const scope = () => document.querySelector("dialog[open]") || document;

export const singleKeysOff = () => localStorage.getItem(OFF) === "1";

// Full-width digits and letters from an input method that was left on count as their plain forms.
const plain = (key) => (key.length === 1 ? key.normalize("NFKC") : key);

function named(event) {
  const key = plain(event.key);
  if (event.ctrlKey && key === "Enter") return "Ctrl+Enter";
  if (event.ctrlKey || event.altKey || event.metaKey) return "";
  return key;
}

function find(name) {
  return [...scope().querySelectorAll("[data-key]")].find((one) => one.dataset.key === name && usable(one));
}

function press(element) {
  if (element.matches("input:not([type=radio],[type=checkbox]), textarea, select")) element.focus();
  else element.click();
  if (element.matches("summary")) reveal(element);
}

// What a key unfolds is seen whole, and Tab goes on inside it.
function reveal(summary) {
  summary.focus({ preventScroll: true });
  if (summary.parentElement.open) summary.parentElement.scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  if (event.isComposing || event.defaultPrevented || event.repeat) return;
  const name = named(event);
  const single = name.length === 1;
  if (!name || (single && (typing(event.target) || singleKeysOff()))) return;
  // Enter on a focused control belongs to that control.
  if (name === "Enter" && event.target.closest("a, button, input, select, textarea, summary")) return;
  const element = find(name);
  if (!element) return;
  event.preventDefault();
  press(element);
}

const words = (element) => {
  if (element.dataset.keyLabel) return element.dataset.keyLabel;
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, [aria-hidden=true]").forEach((one) => one.remove());
  return copy.textContent.replace(/\s+/g, " ").trim() || element.getAttribute("aria-label") || "";
};

function rows() {
  const known = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!known.has(element.dataset.key) && usable(element)) known.set(element.dataset.key, words(element));
  }
  known.set("?", "キーの一覧");
  return known;
}

export function openSheet() {
  const sheet = document.getElementById("key-sheet");
  const body = document.getElementById("key-sheet-body");
  if (!sheet || sheet.open) return;
  body.replaceChildren(
    ...[...rows()].map(([name, label]) => {
      const row = document.createElement("p");
      const cap = document.createElement("kbd");
      row.className = "sheet__row";
      cap.className = "key";
      cap.textContent = name;
      row.append(cap, label);
      return row;
    }),
  );
  sheet.querySelector("[data-keys-off]").checked = singleKeysOff();
  sheet.showModal();
}

export function listenForKeys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("keydown", (event) => {
    if (plain(event.key) === "?" && !typing(event.target) && !event.isComposing) openSheet();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-open]")) openSheet();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-off]")) localStorage.setItem(OFF, event.target.checked ? "1" : "0");
  });
}
