// The visit's time: <time data-since="2026-11-23T10:15:00+09:00" data-seconds="83">. data-seconds is the time by
// the server's clock when the page was made, so that a wrong clock on the desk's PC does not show.
const LONG = 600;

function draw(element) {
  if (!element.dataset.base) {
    const sofar = element.dataset.seconds ? Number(element.dataset.seconds) * 1000 : Date.now() - Date.parse(element.dataset.since);
    element.dataset.base = String(sofar - performance.now());
  }
  const seconds = Math.max(0, Math.floor((Number(element.dataset.base) + performance.now()) / 1000));
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (element.textContent !== text) element.textContent = text;
  element.closest(".stopwatch")?.classList.toggle("stopwatch--long", seconds > LONG);
}

export function runStopwatches() {
  const all = () => document.querySelectorAll("[data-since]").forEach(draw);
  all();
  setInterval(all, 500);
  document.addEventListener("htmx:afterSettle", all);
}
