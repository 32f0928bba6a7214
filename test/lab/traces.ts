import { labModule } from "../../src/engine/source.node.ts";
import { type CurveOptions, missRatioCurveWith } from "../../src/lab/curve/curve.ts";
import { runHere } from "../../src/lab/job.ts";
import { replayWith } from "../../src/lab/replay.ts";
import type { Trace } from "../../src/trace/trace.ts";

/** References as a trace; pages need not be dense. */
export function traceOf(references: ArrayLike<number>, name = "made.u32"): Trace {
  const all = Uint32Array.from(references);
  const most = all.reduce((largest, reference) => Math.max(largest, reference & 0x7fff_ffff), 0);
  const writes = all.reduce((sum, reference) => sum + (reference >>> 31), 0);
  return { name, format: "u32", references: all, distinctPages: most + 1, writes };
}

/** Faults and dirty evictions of one policy on so many frames. */
export async function replayOne(trace: Trace, policy: string, frames: number) {
  const options = { policies: [policy], frames: [frames], optimum: false };
  const [result] = (await replayWith(await labModule(), runHere, trace, options)).results;
  if (result === undefined) throw new Error("nothing was replayed");
  return result;
}

export const faultsOf = async (trace: Trace, policy: string, frames: number) =>
  (await replayOne(trace, policy, frames)).faults;

export const curveOf = async (trace: Trace, options: CurveOptions = {}) =>
  missRatioCurveWith(await labModule(), runHere, trace, options);

/** Even draws in [0, 1), the same for the same seed: xorshift32. */
export function draws(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Independent references (IRM) with the given probabilities. */
export function independent(probabilities: readonly number[], length: number, seed: number): Trace {
  const draw = draws(seed);
  const bounds: number[] = [];
  let sum = 0;
  for (const probability of probabilities) {
    sum += probability;
    bounds.push(sum);
  }
  const references = Uint32Array.from({ length }, () => {
    const u = draw() * sum;
    let [low, high] = [0, bounds.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((bounds[middle] ?? 0) <= u) low = middle + 1;
      else high = middle;
    }
    return low;
  });
  return { name: "irm.u32", format: "u32", references, distinctPages: probabilities.length, writes: 0 };
}

/** Zipf's law over so many pages. */
export function zipf(pages: number, exponent: number): number[] {
  const weights = Array.from({ length: pages }, (_, rank) => (rank + 1) ** -exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
