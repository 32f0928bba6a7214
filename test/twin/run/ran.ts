import type { Scenario } from "../../../src/scenario/scenario.ts";
import { TwinMachine } from "../machine.ts";

/** Longer than the hand-worked cases take. */
export const LONG_NS = 1_000_000_000;
/** Computing of a reference in them. */
export const THINK_NS = 1000;

/** Boots the first VM at 0 and lets its first vCPU make references. */
export function ran(scenario: Scenario, references: number[]): TwinMachine {
  const machine = new TwinMachine(scenario);
  machine.boot([0], 0);
  machine.setStream(0, 0, references, THINK_NS);
  machine.run(LONG_NS);
  machine.check();
  return machine;
}
