export { curveHtml, curveStudyHtml, replayHtml, replayStudyHtml } from "./report/lab/lab-html.ts";
export { runHtml } from "./report/run/html.ts";
export { comparisonHtml } from "./report/study/comparison-html.ts";
