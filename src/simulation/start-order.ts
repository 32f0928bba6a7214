import type { Scenario } from "../scenario/scenario.ts";
import { Random } from "../workload/random/random.ts";

/** Sets these draws apart from all others of a seed. */
const START_ORDER = 0x57a7;

/**
 * The indices of the VMs in the order in which they start: by their time, and where that is the same as drawn from the seed. Whatever
 * takes VMs one after the other takes them so, and not by their place in the file.
 */
export function startOrder({ seed, vms }: Scenario): readonly number[] {
  const draws = new Random([seed, START_ORDER]);
  return vms
    .map(({ bootNs }, index) => ({ bootNs, index, lot: draws.next() }))
    .sort((a, b) => a.bootNs - b.bootNs || a.lot - b.lot || a.index - b.index)
    .map(({ index }) => index);
}
