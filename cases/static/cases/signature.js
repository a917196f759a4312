/* Signing on the screen: what is drawn goes as a picture with the form; no line, speed or pressure is kept. */
"use strict";

const place = document.querySelector("[data-signing]");
if (place && window.PointerEvent) {
  const canvas = place.querySelector("canvas");
  const field = place.querySelector("input[name=signature]");
  const pen = canvas.getContext("2d");
  let drawing = false;

  const wipe = () => {
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "black";
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    field.value = "";
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * (canvas.width / box.width), (event.clientY - box.top) * (canvas.height / box.height)];
  };

  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (drawing) field.value = canvas.toDataURL("image/png");
      drawing = false;
    });
  }
  place.querySelector("button").addEventListener("click", wipe);
  wipe();
  place.hidden = false;
}
