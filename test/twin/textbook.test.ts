import { describe, expect, it } from "vitest";
import type { PolicyChoice } from "../../src/scenario/scenario.ts";
import { TwinMachine } from "./machine.ts";
import { smallHost, smallScenario, smallVm, smallWorkload } from "./scenario/small.ts";

const FIFO = { kind: "fifo", parameters: {} };
const LRU = { kind: "lru", parameters: {} };
const CLOCK = { kind: "clock", parameters: { load: 1 } };
const CLOCK_0 = { kind: "clock", parameters: { load: 0 } };

const BELADY = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5];
const SILBERSCHATZ = [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1];
const STALLINGS = [2, 3, 2, 1, 5, 2, 4, 5, 3, 2, 5, 2];

/** Guest faults of a VM with a number of frames and no kernel memory on an ample host. */
function guestFaults(policy: PolicyChoice, frames: number, references: number[]): number {
  const swap = { pages: 64, device: "disk", readaheadPages: 1 };
  const vm = smallVm({ memoryPages: frames, policy, swap, workload: smallWorkload(8) });
  const machine = new TwinMachine(smallScenario({ host: smallHost({ memoryPages: 100 }), vms: [vm] }));
  machine.boot([0], 0);
  machine.setStream(0, 0, references, 100);
  machine.run(10_000_000_000);
  machine.check();
  const { minorFaults, majorFaults } = machine.state().vms[0];
  return minorFaults + majorFaults;
}

/** Host faults of a VM with enough frames on a host with a number of frames. */
function hostFaults(policy: PolicyChoice, frames: number, references: number[]): number {
  const vm = smallVm({ memoryPages: 16, workload: smallWorkload(8) });
  const machine = new TwinMachine(smallScenario({ host: smallHost({ memoryPages: frames, policy }), vms: [vm] }));
  machine.boot([0], 0);
  machine.setStream(0, 0, references, 100);
  machine.run(10_000_000_000);
  machine.check();
  const { hostZeroFills, hostMajorFaults } = machine.state().vms[0];
  return hostZeroFills + hostMajorFaults;
}

describe.each([
  ["Belady's string", BELADY, 2, [12, 12, 12, 12]],
  ["Belady's string", BELADY, 3, [9, 10, 9, 10]],
  ["Belady's string", BELADY, 4, [10, 8, 10, 8]],
  ["Belady's string", BELADY, 5, [5, 5, 5, 5]],
  ["Silberschatz's string", SILBERSCHATZ, 1, [20, 20, 20, 20]],
  ["Silberschatz's string", SILBERSCHATZ, 2, [15, 17, 15, 17]],
  ["Silberschatz's string", SILBERSCHATZ, 3, [15, 12, 14, 11]],
  ["Silberschatz's string", SILBERSCHATZ, 4, [10, 8, 9, 8]],
  ["Silberschatz's string", SILBERSCHATZ, 5, [9, 7, 9, 7]],
  ["Silberschatz's string", SILBERSCHATZ, 6, [6, 6, 6, 6]],
  ["Stallings' string", STALLINGS, 3, [9, 7, 8, 6]],
])("%s", (_, references, frames, [fifo, lru, clock, clock0]) => {
  it(`faults in ${frames} guest frames as printed`, () => {
    const faults = [FIFO, LRU, CLOCK, CLOCK_0].map((policy) => guestFaults(policy, frames, references));
    expect(faults).toEqual([fifo, lru, clock, clock0]);
  });

  it(`faults in ${frames} host frames as printed`, () => {
    const faults = [FIFO, CLOCK, CLOCK_0].map((policy) => hostFaults(policy, frames, references));
    expect(faults).toEqual([fifo, clock, clock0]);
  });
});
