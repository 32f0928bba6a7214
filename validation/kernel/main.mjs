// Boots real kernels under QEMU, measures them, and writes what they counted as tables; then docs/kernel.md beside ballonet's own counts.
// Usage: npm run validate:kernel [-- --only CASE,… --kernel 6.1|6.12 --repeats N --long --output FOLDER]; see README.md here.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { LINES } from "./machine/packages.mjs";
import { measure } from "./measure.mjs";
import { renderPage } from "./page/render.mjs";

const CASES = ["watermarks", "ends", "inflations", "zram", "ksm", "readahead", "replays"];

const { values } = parseArgs({
  options: {
    only: { type: "string", default: CASES.join(",") },
    kernel: { type: "string", default: LINES.join(",") },
    repeats: { type: "string", default: "2" },
    long: { type: "boolean", default: false },
    output: { type: "string", default: fileURLToPath(new URL("../../build/kernel", import.meta.url)) },
  },
});

/** The named things, each of them known. */
function choice(option, known) {
  const chosen = values[option].split(",");
  const wrong = chosen.find((name) => !known.includes(name));
  if (wrong !== undefined) throw new Error(`--${option} ${wrong} is unknown: take ${known.join(", ")}`);
  return chosen;
}

const folder = mkdtempSync(join(tmpdir(), "ballonet-kernel-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));
try {
  const repeats = Number(values.repeats);
  if (!Number.isInteger(repeats) || repeats < 1)
    throw new Error(`--repeats ${values.repeats} must be a whole number from 1`);
  mkdirSync(values.output, { recursive: true });
  const cases = choice("only", CASES);
  const lines = choice("kernel", LINES);
  await measure({ cases, lines, repeats, long: values.long, output: values.output, folder });
  const whole = cases.length === CASES.length && lines.length === LINES.length;
  if (whole) await renderPage(resolve(values.output));
  console.error(whole ? "docs/kernel.md is written" : "docs/kernel.md stays as it is: not everything was measured");
} catch (error) {
  console.error(`validate:kernel: ${error.message}.`);
  process.exit(1); // Another guest may be running.
}
