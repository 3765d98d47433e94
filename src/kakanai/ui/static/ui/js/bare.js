import { placeFocus } from "./focus.js";

placeFocus();
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-go-back]")) history.back();
});
