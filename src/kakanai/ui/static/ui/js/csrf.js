// htmx forms carry the token as a field; this covers what htmx sends from outside a form.
const cookie = (name) => {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
};

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value || cookie("csrftoken");

export function sendCsrfToken() {
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token();
  });
}
