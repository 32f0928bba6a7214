import { type PolicyEntry, policies } from "../../src/engine/policies.ts";
import type { PolicyChoice, ZramSwap } from "../../src/scenario/scenario.ts";
import { labWith } from "../lab/memory.ts";
import { EnginePlay } from "../simulation/engine-play.ts";
import {
  gaplessSizes,
  smallBalloon,
  smallHost,
  smallScenario,
  smallVm,
  smallWorkload,
} from "../twin/scenario/small.ts";

/** Policies for guests, or for the host, with default parameters. */
export const guestPolicies = policies.filter(({ guest }) => guest).map(choiceOf);
export const hostPolicies = policies.filter(({ host }) => host).map(choiceOf);

function choiceOf({ name, parameters }: PolicyEntry): PolicyChoice {
  const value = (given: unknown) => (typeof given === "number" ? given : 0);
  return {
    kind: name,
    parameters: Object.fromEntries(Object.entries(parameters).map(([key, one]) => [key, value(one.default)])),
  };
}

/** A machine for the laws: one VM on an ample host, without kernel memory, watermarks and readahead. */
export interface Alone {
  readonly policy: PolicyChoice;
  readonly pages: number;
  readonly frames: number;
  /** Compressed size of a page; the VM then swaps to compressed memory. */
  readonly zramBytes?: number;
  /** Pages in the balloon before the first reference. */
  readonly pinned?: number;
  readonly hostPolicy?: PolicyChoice;
  readonly hostFrames?: number;
}

/** A booted VM on such a machine. */
export async function aloneOn({
  policy,
  pages,
  frames,
  pinned = 0,
  zramBytes,
  hostPolicy,
  hostFrames,
}: Alone): Promise<EnginePlay> {
  const swap = { pages: pages + 1, device: "disk", readaheadPages: 1 };
  const balloon = smallBalloon({ startPages: pinned });
  const vm = smallVm({
    memoryPages: frames,
    policy,
    swap: zramBytes === undefined ? swap : zram(pages, zramBytes),
    balloon,
    workload: smallWorkload(pages),
  });
  const host = smallHost({
    memoryPages: hostFrames ?? frames + 1,
    swap: { ...swap, pages: frames + 1 },
    ...(hostPolicy && { policy: hostPolicy }),
  });
  const machine = await EnginePlay.create(smallScenario({ host, vms: [vm] }), 16_384);
  machine.boot([0], 0);
  return machine;
}

function zram(pages: number, bytes: number): ZramSwap {
  const each = gaplessSizes(bytes, bytes, bytes);
  return { kind: "zram", pages: pages + 1, limitPages: null, compressNs: 10, decompressNs: 10, ...each };
}

/** Makes the references one after the other and returns the machine. */
export function make(machine: EnginePlay, references: Uint32Array): EnginePlay {
  machine.setStream(0, 0, references, 100);
  machine.run(Number.MAX_SAFE_INTEGER);
  return machine;
}

/** Guest faults so far. */
export function guestFaults(machine: EnginePlay): number {
  const { minorFaults, majorFaults } = machine.counters(0);
  return minorFaults + majorFaults;
}

/** Host faults so far. */
export function hostFaults(machine: EnginePlay): number {
  const { hostZeroFills, hostMajorFaults } = machine.counters(0);
  return hostZeroFills + hostMajorFaults;
}

/** Counts of a replay of the same references. */
export async function replay(policy: PolicyChoice, pages: number, frames: number, references: Uint32Array) {
  const lab = await labWith(policy.kind, pages, frames, policy.parameters);
  lab.replay(references);
  lab.check();
  return lab.counters();
}
