// Runs the examples with all memory managers, in parallel, and writes docs/managers-compared.md. The output is the same on every run.
// Usage: npm run validate
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compare, openScenarioFile } from "../dist/index.node.js";
import { comparisonText } from "../dist/report/study/comparison-text.js";
import { paragraph } from "./section.mjs";

const EXAMPLES = [
  ["idle", "Overcommit 2 : 1 with mostly idle VMs."],
  ["busy", "The same host and VMs, all of them busy: they need 40 GiB and the host has 31 GiB."],
  [
    "reassign",
    "One VM becomes busy while the others are idle, and needs the memory that its balloon took. Without a balloon its slowdown would be only 1.01×.",
  ],
];

const ABOUT = [
  "Made by `npm run validate`: each of three examples with every memory manager. A manager has the parameters of " +
    "the example if the example names it, otherwise the defaults of the real one. The columns are those of " +
    "`ballonet compare` ([compare.md](compare.md)). Managers for other guests or hosts (Xen's, Hyper-V's, " +
    "ChromeOS's) run here on the same host and guests as all others.",
  '"off best" is the distance to the best manager of that example: how many percent fewer references were made. ' +
    "`by-miss-ratio` sees the future, as no real manager can. It is still no upper bound: others can be better (see " +
    "[managers.md](managers.md#by-miss-ratio)).",
];
const HEAD = `# The managers side by side\n\n${ABOUT.map((text) => paragraph(text)).join("\n\n")}\n`;

const sections = [];
for (const [name, about] of EXAMPLES) {
  const file = fileURLToPath(new URL(`../examples/${name}.yaml`, import.meta.url));
  const vary = [{ path: "manager.kind", values: ["all"] }];
  const comparison = await compare(await openScenarioFile(file), { vary });
  const table = comparisonText(comparison, { columns: 100, colour: false });
  sections.push(`## ${name}\n\n${paragraph(about)}\n\n\`\`\`\n${table}\`\`\`\n`);
}
await writeFile(new URL("../docs/managers-compared.md", import.meta.url), [HEAD, ...sections].join("\n"));
