import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("native.c", import.meta.url));
let folder = null;

/** The yardstick in C, compiled, or why there is none: `{ program }` or `{ missing }`. */
export function compile() {
  folder ??= mkdtempSync(join(tmpdir(), "ballonet-bench-"));
  const program = join(folder, "native");
  if (existsSync(program)) return { program };
  try {
    execFileSync("gcc", ["-O3", "-march=native", "-o", program, source, "-lm"], { stdio: "ignore" });
    return { program };
  } catch {
    return { missing: "there is no gcc" };
  }
}

/** How often the yardstick runs on end; it reports the median. */
export const NATIVE_RUNS = 5;

/** A side that runs one of its algorithms on references; it reads them before its clock starts. */
export function running(program, algorithm, references, frames = 0) {
  const file = join(folder, "trace.u32");
  writeFileSync(file, references);
  return () => JSON.parse(execFileSync(program, [algorithm, file, String(frames)]).toString()).millionPerSecond;
}

/** Removes what was compiled and written. */
export function remove() {
  if (folder !== null) rmSync(folder, { recursive: true });
}
