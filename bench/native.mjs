import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("native.c", import.meta.url));
let folder = null;

/** Compiles the C yardstick: `{ program }`, or `{ missing }` with the reason for failure. */
export function compile() {
  folder ??= mkdtempSync(join(tmpdir(), "ballonet-bench-"));
  const program = join(folder, "native");
  if (existsSync(program)) return { program };
  try {
    execFileSync("gcc", ["-O3", "-march=native", "-o", program, source, "-lm"], { stdio: "ignore" });
    return { program };
  } catch {
    return { missing: "gcc is missing or failed" };
  }
}

/** Consecutive runs of the yardstick; it reports their median. */
export const NATIVE_RUNS = 5;

/** A side that runs one of the yardstick's algorithms. Reading the references is not timed. */
export function running(program, algorithm, references, frames = 0) {
  const file = join(folder, "trace.u32");
  writeFileSync(file, references);
  return () => JSON.parse(execFileSync(program, [algorithm, file, String(frames)]).toString()).millionPerSecond;
}

/** Removes the compiled program and its input. */
export function remove() {
  if (folder !== null) rmSync(folder, { recursive: true });
}
