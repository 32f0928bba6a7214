import { labModule } from "#engine";
import { Lab } from "../../src/engine/laboratory/lab.ts";
import type { PolicyLayout } from "../../src/engine/machine/layout.ts";

/** Replays pages below 16 one by one, checking the policy after each, and tells which of them faulted, by their place. */
export async function faulting(policy: PolicyLayout, frames: number, references: readonly number[]): Promise<number[]> {
  const lab = await Lab.create(await labModule(), 16, frames, policy);
  const faults: number[] = [];
  for (const [at, page] of references.entries()) {
    const before = lab.counters().faults;
    lab.replay(Uint32Array.of(page));
    lab.check();
    if (lab.counters().faults > before) faults.push(at);
  }
  return faults;
}
