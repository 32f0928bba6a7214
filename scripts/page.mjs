// Bundles the script and the style of the HTML reports into one TypeScript module of strings, so that a report is a single file.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const [bundle] = await build({
  root,
  configFile: false,
  logLevel: "error",
  build: {
    write: false,
    minify: true,
    target: "es2022",
    lib: { entry: "src/report/page/main.ts", formats: ["iife"], name: "ballonetReport" },
  },
});
const chunk = bundle.output.find(({ type }) => type === "chunk");
// A script element ends at the first closing tag, even inside a string.
const script = chunk.code.trim().replaceAll("</script", "<\\/script");
const chart = await readFile(new URL("../node_modules/uplot/dist/uPlot.min.css", import.meta.url), "utf8");
const own = await readFile(new URL("../src/report/page/style.css", import.meta.url), "utf8");
const notice = "uPlot (https://github.com/leeoniya/uPlot), copyright Leon Sorokin, MIT license, drew these charts.";
const digest = (text) => `sha256-${createHash("sha256").update(text).digest("base64")}`;
const parts = { script, style: `${chart.trim()}\n${own.trim()}`, notice };
const texts = { ...parts, scriptDigest: digest(parts.script) };
await writeFile(
  new URL("../src/report/page/page.generated.ts", import.meta.url),
  `// Made from src/report/page by scripts/page.mjs.\n${Object.entries(texts)
    .map(([name, text]) => `export const ${name}: string = ${JSON.stringify(text)};\n`)
    .join("")}`,
);
