// Writes docs/kernel.md, and its sum into README.md: the real kernel's numbers beside ballonet's, as the tests of test/kernel compare them.
// Usage: npm run validate:kernel:page [-- FOLDER], FOLDER with tables as `npm run validate:kernel` writes them (default: test/kernel/measured)
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { importFromTests } from "../import-from-tests.mjs";
import { pageOf, summedUp } from "./page.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Runs the tests of test/kernel on a folder of measurements and writes the page from what they compared. */
export async function renderPage(measurements) {
  const folder = mkdtempSync(join(tmpdir(), "ballonet-kernel-page-"));
  try {
    const file = join(folder, "comparisons");
    writeFileSync(file, "");
    await runTests({ ...process.env, BALLONET_KERNEL: measurements, BALLONET_KERNEL_PAGE: file });
    const comparisons = readFileSync(file, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    if (comparisons.length === 0) throw new Error(`no test of test/kernel has compared anything with ${measurements}`);
    const { readTable } = await importFromTests("table.ts");
    const about = readTable(readFileSync(join(measurements, "about.csv"), "utf8"));
    writeFileSync(join(root, "docs/kernel.md"), pageOf(comparisons, about));
    const readme = join(root, "README.md");
    writeFileSync(readme, summedUp(readFileSync(readme, "utf8"), comparisons));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rows that miss fail their tests and are on the page all the same, so the status says nothing here. */
function runTests(env) {
  const argv = [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--project",
    "plain",
    "--mode",
    "full",
    "test/kernel",
  ];
  const tests = spawn(process.execPath, argv, { cwd: root, env, stdio: "ignore" });
  return new Promise((resolve, reject) => tests.once("exit", resolve).once("error", reject));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await renderPage(resolve(process.argv[2] ?? join(root, "test/kernel/measured")));
}
