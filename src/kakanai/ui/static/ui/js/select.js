// A drop-down list opens on Enter and swallows it. With data-enter-sends the digits choose and Enter sends, so that
// a list costs no more keys than a question.
export function sendFromLists() {
  document.addEventListener("keydown", (event) => {
    const list = event.target.closest?.("select[data-enter-sends]");
    if (!list || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      list.form.requestSubmit();
      return;
    }
    const digit = Number(event.key.normalize("NFKC"));
    const choice = [...list.options].filter((option) => option.value)[digit - 1];
    if (!choice || !/^[1-9]$/.test(event.key.normalize("NFKC"))) return;
    event.preventDefault();
    list.value = choice.value;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
