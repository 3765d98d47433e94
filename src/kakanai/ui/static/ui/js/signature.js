// The signature: strokes with time and pressure go to the desk as points, with an SVG drawing of them.
// The points are the evidence; the drawing is for eyes.
const inkOf = (canvas, signature) => {
  const strokes = signature.toData();
  const first = strokes[0]?.points[0]?.time ?? 0;
  // A point is [x, y, milliseconds since the first point, pressure], in CSS pixels of the field.
  const point = (one) => [Number(one.x.toFixed(1)), Number(one.y.toFixed(1)), Math.round(one.time - first), Number((one.pressure || 0).toFixed(3))];
  return { width: canvas.offsetWidth, height: canvas.offsetHeight, strokes: strokes.map((stroke) => stroke.points.map(point)) };
};

function fit(canvas, signature) {
  const ratio = Math.max(window.devicePixelRatio || 1, 1);
  const strokes = signature.toData();
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
  signature.fromData(strokes);
}

async function send(form, body) {
  const response = await fetch(form.action, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || answer.error) throw new Error(answer.error || "");
  return answer;
}

function wire(form) {
  const canvas = form.querySelector("canvas");
  const button = document.querySelector(`button[form="${form.id}"][data-signature-send]`);
  const error = form.querySelector("[data-signature-error]");
  const signature = new window.SignaturePad(canvas, { minWidth: 1.8, maxWidth: 4.8, penColor: "#000000" });
  const update = () => {
    button.disabled = signature.isEmpty();
    form.classList.toggle("signature--started", !signature.isEmpty());
  };
  fit(canvas, signature);
  window.addEventListener("resize", () => fit(canvas, signature));
  signature.addEventListener("beginStroke", () => form.classList.add("signature--started"));
  signature.addEventListener("endStroke", update);
  form.querySelector("[data-signature-clear]").addEventListener("click", () => { signature.clear(); update(); });
  form.querySelector("[data-signature-undo]").addEventListener("click", () => { signature.fromData(signature.toData().slice(0, -1)); update(); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (signature.isEmpty()) return;
    button.disabled = true;
    error.hidden = true;
    try {
      await send(form, { digest: form.dataset.digest, ...inkOf(canvas, signature), svg: signature.toSVG() });
      form.dispatchEvent(new CustomEvent("signed", { bubbles: true }));
    } catch (problem) {
      // The ink stays on the page, so nobody signs twice for a network that was away.
      if (problem.message) error.querySelector("[data-signature-words]").textContent = problem.message;
      error.hidden = false;
      error.focus();
      button.disabled = false;
    }
  });
  update();
}

export function wireSignatures(root = document) {
  for (const form of root.querySelectorAll("form[data-signature]:not([data-wired])")) {
    form.dataset.wired = "1";
    wire(form);
  }
}
