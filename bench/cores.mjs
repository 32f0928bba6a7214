import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { built } from "./built.mjs";
import { referencesOf, zipf } from "./cases.mjs";
import { inTurn } from "./rounds.mjs";

export const about = "Cores: wall time of whole commands on one core and on two";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const started = promisify(execFile);
const sizes = Array.from({ length: 16 }, (_, index) => `${index + 4}%`).join(",");

/** Upper bound on this machine: two independent processes of plain arithmetic, one after the other and in parallel. */
const arithmetic =
  "let x = 1; for (let i = 0; i < 4e8; i++) x = (Math.imul(x, 5) + i) | 0; process.exitCode = x === 0 ? 1 : 0;";

async function seconds(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

export async function* run(rounds) {
  const folder = mkdtempSync(join(tmpdir(), "ballonet-bench-"));
  const trace = join(folder, "zipf.u32");
  writeFileSync(trace, referencesOf(zipf));
  const on = (cores, ...args) => started("taskset", ["-c", cores === 1 ? "0" : "0,1", process.execPath, ...args]);
  const command = (cores, ...args) => on(cores, fileURLToPath(built("cli/main.js")), ...args);
  const two = () => Promise.all([on(2, "-e", arithmetic), on(2, "-e", arithmetic)]);
  const sides = {
    "arithmetic, two processes": (cores) =>
      cores === 1 ? on(1, "-e", arithmetic).then(() => on(1, "-e", arithmetic)) : two(),
    "compare, four seeds of reassign.yaml": (cores) =>
      command(cores, "compare", at("../examples/reassign.yaml"), "--vary", "seed=1,2,3,4"),
    "replay, four policies at 16 sizes": (cores) =>
      command(cores, "replay", trace, "--policy", "lru,clock,fifo,arc", "--frames", sizes),
  };
  for (const [what, side] of Object.entries(sides)) {
    const measured = await inTurn(
      { one: () => seconds(() => side(1)), both: () => seconds(() => side(2)) },
      Math.min(rounds, 3),
    );
    const bar = what.startsWith("arithmetic") ? undefined : 1.8;
    const note = `load ${readFileSync("/proc/loadavg", "utf8").split(" ")[0]}`;
    const { one, both } = measured.medians;
    yield {
      what,
      value: both,
      unit: "s",
      against: "one core",
      other: one,
      ratio: measured.ratio("one", "both"),
      bar,
      note,
    };
  }
  rmSync(folder, { recursive: true });
}
