export { comparisonHtml } from "./report/comparison-html.ts";
export { runHtml } from "./report/run-html.ts";
