// Puts a table of measurements into docs/performance.md: npm run bench -- --json bench.json; node scripts/performance-page.mjs bench.json
import { readFileSync, writeFileSync } from "node:fs";
import { line } from "../bench/table.mjs";

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("performance-page: name the file that npm run bench -- --json has written");
  process.exit(2);
}
const page = new URL("../docs/performance.md", import.meta.url);
const { node, rounds, rows } = JSON.parse(readFileSync(file, "utf8"));
const parts = [...new Set(rows.map(({ part }) => part))];
const table = parts.flatMap((part) => [`${part}`, ...rows.filter((row) => row.part === part).map(line), ""]);
const text = `<!-- table -->\n\nNode ${node}, medians of ${rounds} rounds.\n\n\`\`\`\n${table.join("\n").trimEnd()}\n\`\`\`\n\n<!-- /table -->`;
writeFileSync(
  page,
  readFileSync(page, "utf8").replace(/<!-- table -->[\s\S]*<!-- \/table -->/, () => text),
);
