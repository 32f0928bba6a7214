// Puts measurements into docs/performance.md, as a table and as pictures: npm run bench -- --json bench.json; node scripts/performance-page.mjs bench.json […]
import { readFileSync, writeFileSync } from "node:fs";
import { line } from "../bench/table.mjs";
import { costSvg } from "./cost-svg.mjs";

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("performance-page: name the files that npm run bench -- --json has written");
  process.exit(2);
}
const at = (path) => new URL(`../docs/${path}`, import.meta.url);
const measured = files.map((file) => JSON.parse(readFileSync(file, "utf8")));
const rows = measured.flatMap((one) => one.rows);
const [{ node }] = measured;

/** By what a case is a point of: the picture's file, what it shows, and whether its axis is even. */
const pictures = {
  "million pages": ["cost-pages", "What a hit costs, by pages of 16 VMs", false],
  VMs: ["cost-vms", "What a hit costs, by VMs", false],
  vCPUs: ["cost-vcpus", "What a hit costs, by vCPUs of one VM", false],
  "guest faults in 1000 references": ["cost-faults", "What a reference costs, by faults", true],
};
for (const [of, [file, title, isEven]] of Object.entries(pictures)) {
  const points = rows.filter(({ growth }) => growth?.of === of);
  if (points.length === 0) continue;
  const lines = [...new Set(points.map(({ growth }) => growth.line))].map((label) => ({
    label,
    points: points.filter(({ growth }) => growth.line === label).map(({ growth, value }) => [growth.at, value]),
  }));
  writeFileSync(at(`${file}.svg`), costSvg(title, of, lines, isEven));
}

const parts = [...new Set(rows.map(({ part }) => part))];
const table = parts.flatMap((part) => {
  const { rounds } = measured.find((one) => one.rows.some((row) => row.part === part));
  const medians = rounds === 1 ? "one round" : `medians of ${rounds} rounds; of ratios, too, each taken within a round`;
  return [`${part} (${medians})`, ...rows.filter((row) => row.part === part).map(line), ""];
});
const text = `<!-- table -->\n\nNode ${node}.\n\n\`\`\`\n${table.join("\n").trimEnd()}\n\`\`\`\n\n<!-- /table -->`;
const page = at("performance.md");
writeFileSync(
  page,
  readFileSync(page, "utf8").replace(/<!-- table -->[\s\S]*<!-- \/table -->/, () => text),
);
