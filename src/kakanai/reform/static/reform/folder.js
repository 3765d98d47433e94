// A browser sends a file under its last name only. Beside each file goes the path below the chosen folder, so that the
// server knows which office's folder it came from.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-folder]");
  if (!form) return;
  form.querySelectorAll("input[name=paths]").forEach((one) => one.remove());
  const add = (path) => {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "paths";
    field.value = path;
    form.append(field);
  };
  for (const file of form.elements.files.files) add(file.name);
  for (const file of form.elements.folder.files) {
    const parts = file.webkitRelativePath.split("/");
    add(parts.slice(parts.length > 2 ? 1 : 0).join("/") || file.name);
  }
});
