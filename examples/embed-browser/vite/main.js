import "uplot/dist/uPlot.min.css";
import { drawFigures } from "ballonet/chart";

// In a worker, so that the page stays responsive even with a large host.
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.addEventListener("message", ({ data: { answer, sheet } }) => {
  document.querySelector("#answer").textContent = answer;
  drawFigures(document.querySelector("#charts"), sheet);
});
