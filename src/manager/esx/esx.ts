import { defineManager, type Target, type VmReclaimOrder, type VmView } from "../manager.ts";
import { type ActivityAverages, type AverageWeights, activeShare, averaged } from "./activity.ts";
import { divide } from "./allocation.ts";
import { type EsxSettings, esxParameters } from "./parameters.ts";
import { type EsxState, esxStates, type FreeMemory, freeMemory, nextState } from "./states.ts";

const OSDI = "Waldspurger, OSDI 2002";

/** What ESX remembers from look to look. */
export interface EsxMemory {
  readonly state: EsxState;
  /** By VM. */
  readonly averages: ReadonlyMap<number, ActivityAverages>;
  /** When memory was last divided. */
  readonly dividedNs: number;
  /** Maximum bytes of each VM, as of the latest rebalance; VMs without an entry have no limit. */
  readonly allocations: ReadonlyMap<number, number>;
}

/**
 * VMware ESX: depending on the state of free memory it balloons VMs, or pages them where balloons are too small or missing, down to
 * allocations by shares with a tax on idle memory.
 */
export const esx = defineManager({
  name: "esx",
  about: "Keeps host memory free by ballooning, then paging, then stopping VMs; takes idle memory first.",
  source: `${OSDI}, sections 3, 5 and 6, https://www.usenix.org/legacy/events/osdi02/tech/waldspurger.html; vSphere Resource Management Guide`,
  parameters: esxParameters,
  defaultPeriodNs: 1e9,
  states: esxStates,
  activity: ({ samplePages, samplePeriod }) => ({ pages: samplePages, periodNs: samplePeriod }),
  start: (): EsxMemory => ({ state: "high", averages: new Map(), dividedNs: 0, allocations: new Map() }),
  decide({ nowNs, host, vms }, memory, settings) {
    const thresholds = freeMemory(host.memoryBytes, settings.thresholds);
    const state = stateNow(memory.state, host.freeBytes, thresholds, settings);
    const running = vms.filter((vm) => vm.running);
    const averages = averagesOf(running, memory.averages, weightsOf(settings));
    let { allocations, dividedNs } = memory;
    let targets: readonly Target[] = [];
    const goalBytes = thresholds.minFree * (1 + settings.hysteresis);
    const short = isShort(state);
    if (state !== memory.state || nowNs - dividedNs >= settings.balance) {
      const active = (vm: VmView) => estimate(averages.get(vm.vm), vm, weightsOf(settings));
      const divided = divide(running, { freeBytes: host.freeBytes, goalBytes, short }, active, settings);
      allocations = divided.allocations;
      targets = divided.targets;
      dividedNs = nowNs;
    }
    const swapLeft = host.swapUsedBytes < host.swapBytes;
    const order = (vm: VmView) => reclaimOrder(vm, state, allocations.get(vm.vm) ?? vm.memoryBytes, swapLeft, settings);
    return {
      targets,
      reclaim: { state, vms: running.map(order), untilFreeBytes: short ? goalBytes : 0 },
      state: { state, averages, dividedNs, allocations },
    };
  },
});

function isShort(state: EsxState): boolean {
  return state !== "high" && state !== "clear";
}

function stateNow(before: EsxState, freeBytes: number, thresholds: FreeMemory, settings: EsxSettings): EsxState {
  // ESX 2 knows no clear state.
  const clear = settings.thresholds === "fixed" ? 0 : settings.clear;
  return nextState(before, freeBytes, thresholds, settings.hysteresis, clear);
}

function weightsOf({ slowWeight, fastWeight }: EsxSettings): AverageWeights {
  return { slow: slowWeight, fast: fastWeight };
}

function averagesOf(
  vms: readonly VmView[],
  before: ReadonlyMap<number, ActivityAverages>,
  weights: AverageWeights,
): ReadonlyMap<number, ActivityAverages> {
  return new Map(
    vms.flatMap(({ vm, activity }) =>
      activity === null ? [] : [[vm, averaged(before.get(vm) ?? null, activity, weights)]],
    ),
  );
}

/** A VM that has not been sampled for a whole period counts as fully active. */
function estimate(averages: ActivityAverages | undefined, { activity }: VmView, weights: AverageWeights): number {
  return averages === undefined ? 1 : activeShare(averages, activity?.currentShare ?? 0, weights);
}

/** Soft pages only VMs whose balloon cannot give enough; hard and low page every VM down to its allocation; low stops VMs above it. */
function reclaimOrder(
  vm: VmView,
  state: EsxState,
  bytes: number,
  swapLeft: boolean,
  settings: EsxSettings,
): VmReclaimOrder {
  const mostBytes = settings.balloonShare * vm.memoryBytes;
  const cannotBalloon = !vm.hasDriver || vm.memoryBytes - bytes > mostBytes;
  const maySwap = state === "hard" || state === "low" || (state === "soft" && cannotBalloon);
  const blocked = state === "low" && swapLeft && vm.backedBytes > bytes;
  return { vm: vm.vm, maySwap, mayCompress: maySwap, leaveBytes: maySwap ? bytes : 0, blocked };
}
