export { comparisonHtml } from "./report/comparison-html.ts";
export { curveHtml, curveStudyHtml, replayHtml, replayStudyHtml } from "./report/lab/lab-html.ts";
export { runHtml } from "./report/run-html.ts";
