// Runs the examples with all memory managers, in parallel, and writes docs/managers-compared.md. The output is the same on every run.
// Usage: npm run validate
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compare, openScenarioFile } from "../dist/index.node.js";
import { comparisonText } from "../dist/report/study/comparison-text.js";

const EXAMPLES = [
  ["idle", "Overcommit 2 : 1 with mostly idle machines."],
  ["busy", "The same host and machines, all of them busy: 40 GiB are wanted, and 31 are there."],
  [
    "reassign",
    "One machine turns busy while the others idle, and wants back what its balloon took. Without a balloon it would not be slow: 1.01×.",
  ],
];

const HEAD = `# The managers side by side

Made by \`npm run validate\`: each of the three examples with every memory manager, its own parameters where the example names it, the defaults of the real one otherwise. The columns are
those of \`ballonet compare\` ([compare.md](compare.md)). Managers that are made for guests or hosts of their own kind (Xen's, Hyper-V's, ChromeOS's) run here on a host and guests that are not.

"off best" is the distance to the best of these managers in that example: by how much fewer references were made. \`by-miss-ratio\` sees the future, which no real manager can, but is no bound:
others can be ahead of it (see [managers.md](managers.md#by-miss-ratio)).
`;

const sections = [];
for (const [name, about] of EXAMPLES) {
  const file = fileURLToPath(new URL(`../examples/${name}.yaml`, import.meta.url));
  const vary = [{ path: "manager.kind", values: ["all"] }];
  const comparison = await compare(await openScenarioFile(file), { vary });
  const table = comparisonText(comparison, { columns: 100, colour: false });
  sections.push(`## ${name}\n\n${about}\n\n\`\`\`\n${table}\`\`\`\n`);
}
await writeFile(new URL("../docs/managers-compared.md", import.meta.url), [HEAD, ...sections].join("\n"));
