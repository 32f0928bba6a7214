// Runs every validation, in parallel, and writes docs/validation.md. The output is the same on every run.
// Usage: npm run validate
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import { paragraph } from "./section.mjs";

/** Validations in the order of the page. */
const VALIDATIONS = [
  "resize-times",
  "free-page-reporting",
  "proxmox-example",
  "squeezed-scenarios",
  "esx-idle-tax",
  "esx-sampling",
  "compile-under-pressure",
  "vswapper",
  "comfortable-metric",
  "deflate-on-oom",
];

const ABOUT =
  "Made by `npm run validate` from the scenarios and measurements under `validation/`. For each result: the published " +
  "figure, ours, and what the model leaves out. Nothing is tuned to fit: where ours differs, the page says why. Costs are the " +
  "defaults of [scenario.md](scenario.md) unless a scenario sets them.";
const HEAD = `# Validated against published results\n\n${paragraph(ABOUT)}\n`;

const pool = new Tinypool({
  filename: new URL("./worker.mjs", import.meta.url).href,
  maxThreads: availableParallelism(),
});
const sections = await Promise.all(VALIDATIONS.map((name) => pool.run(name)));
await pool.destroy();
await writeFile(new URL("../docs/validation.md", import.meta.url), `${[HEAD, ...sections].join("\n")}`);
