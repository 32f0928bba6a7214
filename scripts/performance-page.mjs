// Writes measurements into docs/performance.md as a table, and into its pictures.
// Usage: npm run bench -- --json bench.json; node scripts/performance-page.mjs bench.json […]
import { readFileSync, writeFileSync } from "node:fs";
import { line } from "../bench/table.mjs";
import { costSvg } from "./cost-svg.mjs";

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("performance-page: give at least one file that npm run bench -- --json has written");
  process.exit(2);
}
const at = (path) => new URL(`../docs/${path}`, import.meta.url);
const measured = files.map((file) => JSON.parse(readFileSync(file, "utf8")));
const rows = measured.flatMap((one) => one.rows);
const [{ node }] = measured;

/** Pictures by the quantity on their axis: file, title, and whether the axis is linear. */
const pictures = {
  "million pages": ["cost-pages", "Cost of a hit by number of pages, 16 VMs", false],
  VMs: ["cost-vms", "Cost of a hit by number of VMs", false],
  vCPUs: ["cost-vcpus", "Cost of a hit by number of vCPUs, one VM", false],
  "guest faults per 1000 references": ["cost-faults", "Cost of a reference by fault rate", true],
};
for (const [of, [file, title, isLinear]] of Object.entries(pictures)) {
  const points = rows.filter(({ growth }) => growth?.of === of);
  if (points.length === 0) continue;
  const lines = [...new Set(points.map(({ growth }) => growth.line))].map((label) => ({
    label,
    points: points.filter(({ growth }) => growth.line === label).map(({ growth, value }) => [growth.at, value]),
  }));
  writeFileSync(at(`${file}.svg`), costSvg(title, of, lines, isLinear));
}

const parts = [...new Set(rows.map(({ part }) => part))];
const table = parts.flatMap((part) => {
  const { rounds } = measured.find((one) => one.rows.some((row) => row.part === part));
  const medians =
    rounds === 1 ? "one round" : `medians of ${rounds} rounds; ratios: medians of the ratios within each round`;
  return [`${part} (${medians})`, ...rows.filter((row) => row.part === part).map(line), ""];
});
const text = `<!-- table -->\n\nNode ${node}.\n\n\`\`\`\n${table.join("\n").trimEnd()}\n\`\`\`\n\n<!-- /table -->`;
const page = at("performance.md");
writeFileSync(
  page,
  readFileSync(page, "utf8").replace(/<!-- table -->[\s\S]*<!-- \/table -->/, () => text),
);
