// Replay speed of LRU and CLOCK, and against the native yardstick where gcc and ../shared/bench are: npm run bench
// Both sides run in turn on the same references; a ratio is one of medians.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Bench } from "tinybench";
import { Lab } from "../dist/engine/lab.js";
import { policies } from "../dist/engine/policies.js";
import { labModule } from "../dist/engine/source.node.js";
import { openStream } from "../dist/workload/open.js";

const REFERENCES = 10_000_000;
const ROUNDS = 5;
const yardstick = fileURLToPath(new URL("../../shared/bench/native.c", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ballonet-bench-"));

function references(pattern, pages) {
  const phase = {
    durationNs: null,
    thinkNs: 1,
    writeShare: 0,
    firstPage: 0,
    pages,
    growFromPages: pages,
    free: null,
    pattern,
  };
  const stream = openStream(phase, { pages }, { seed: 1, vm: 0, vcpu: 0, vcpus: 1, phase: 0 }, new Map());
  const all = new Uint32Array(REFERENCES);
  stream.fill(all);
  return all;
}

function compileYardstick() {
  if (!existsSync(yardstick)) return null;
  try {
    const native = join(folder, "native");
    execFileSync("gcc", ["-O3", "-march=native", "-o", native, yardstick, "-lm"], { stdio: "ignore" });
    return native;
  } catch {
    return null;
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const module = await labModule();
const native = compileYardstick();

async function ours(name, pages, frames, trace) {
  const { number, parameters } = policies.find((policy) => policy.name === name);
  const values = Object.values(parameters).map((parameter) => parameter.default);
  const lab = await Lab.create(module, pages, frames, { number, parameters: values });
  const bench = new Bench({ iterations: 1, time: 0, warmup: false });
  bench.add(name, () => lab.replay(trace));
  const [task] = await bench.run();
  return REFERENCES / task.result.latency.mean / 1000;
}

const cases = [
  ["zipf, 1 M pages, 10 % frames", { kind: "zipf", parameters: { theta: 1 }, parts: [] }, 1_000_000, 100_000],
  ["uniform, 4 M pages, 50 % frames", { kind: "uniform", parameters: {}, parts: [] }, 4_000_000, 2_000_000],
];
for (const [title, pattern, pages, frames] of cases) {
  const trace = references(pattern, pages);
  const file = join(folder, "trace.u32");
  if (native !== null) writeFileSync(file, trace);
  for (const name of ["lru", "clock"]) {
    const [engine, yard] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      engine.push(await ours(name, pages, frames, trace));
      if (native === null) continue;
      const { millionPerSecond } = JSON.parse(execFileSync(native, [name, file, String(frames)]).toString());
      yard.push(millionPerSecond);
    }
    const against =
      native === null ? "" : `, native ${median(yard).toFixed(1)}: ratio ${(median(engine) / median(yard)).toFixed(2)}`;
    console.log(`${title}, ${name}: ${median(engine).toFixed(1)} M references/s${against}`);
  }
}
rmSync(folder, { recursive: true });
