// A Japanese input method fires `input` for every half-made syllable. A field with data-ime-safe tells
// htmx only of finished text, by the event `ime-commit` (use hx-trigger="ime-commit changed delay:250ms").
export function commitFinishedText(root = document) {
  const tell = (field) => field.dispatchEvent(new CustomEvent("ime-commit", { bubbles: true }));
  const marked = (event) => event.target.closest?.("[data-ime-safe]");
  root.addEventListener("input", (event) => {
    if (!event.isComposing && marked(event)) tell(event.target);
  });
  root.addEventListener("compositionend", (event) => {
    if (marked(event)) tell(event.target);
  });
  // The Enter that closes a conversion must not send the form.
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229) && marked(event)) event.preventDefault();
  });
}
