import "uplot/dist/uPlot.min.css";
import { drawFigures } from "ballonet/chart";

// In a worker the page never waits, however large the host.
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.addEventListener("message", ({ data: { answer, sheet } }) => {
  document.querySelector("#answer").textContent = answer;
  drawFigures(document.querySelector("#charts"), sheet);
});
