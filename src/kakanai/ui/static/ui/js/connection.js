// A request that fails says so and keeps the page; the next one that works takes the words away.
export function showConnection() {
  const line = document.getElementById("connection");
  if (!line) return;
  const say = (shown) => { line.hidden = !shown; };
  document.addEventListener("htmx:sendError", () => say(true));
  document.addEventListener("htmx:timeout", () => say(true));
  document.addEventListener("htmx:responseError", (event) => {
    say(event.detail.xhr?.status >= 500);
    if ([401, 403].includes(event.detail.xhr?.status)) location.reload();
  });
  document.addEventListener("htmx:afterOnLoad", (event) => { if (event.detail.successful) say(false); });
}
