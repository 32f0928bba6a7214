import type { ParameterValues } from "../../parameter/parameter.ts";
import type { Manager, Target, VmReclaimOrder, VmView } from "../manager.ts";
import { numberSetting } from "../setting.ts";
import { type ActivityAverages, type AverageWeights, activeShare, averaged } from "./activity.ts";
import { divide, PAGE } from "./allocation.ts";
import { type EsxState, esxStates, type FreeMemory, freeMemory, nextState } from "./states.ts";

const OSDI = "Waldspurger, OSDI 2002";
const UNPUBLISHED = "unpublished";

/** What ESX remembers from look to look. */
export interface EsxMemory {
  readonly state: EsxState;
  /** By VM. */
  readonly averages: ReadonlyMap<number, ActivityAverages>;
  /** When memory was last divided. */
  readonly dividedNs: number;
  /** Bytes that each VM may have, as of the latest rebalance; one that is not named may have what it likes. */
  readonly allocations: ReadonlyMap<number, number>;
}

/**
 * VMware ESX: balloons, and where that is not enough or not possible pages, down to allocations by shares with a tax on idle memory, as its state
 * of free memory says.
 */
export const esx: Manager<EsxMemory> = {
  name: "esx",
  about:
    "Keeps free memory above a threshold by balloons, paging or stopping VMs, as short as it is; idle memory goes first.",
  source: `${OSDI}, sections 3, 5 and 6, https://www.usenix.org/legacy/events/osdi02/tech/waldspurger.html; vSphere Resource Management Guide`,
  parameters: {
    tax: {
      unit: "share",
      default: 0.75,
      least: 0,
      most: 0.99,
      about: "Idle memory is charged 1 ÷ (1 − tax) times as much as active memory.",
      source: "Mem.IdleTax; OSDI 2002, section 5.2",
    },
    thresholds: {
      unit: "text",
      default: "sliding",
      choices: ["sliding", "fixed"],
      about:
        "Free memory that is wanted, and below which the host is soft, hard and low: minFree of vSphere 5 with 64, 32 and 16 % of it, or 6, 4, 2 and 1 % of the host as in ESX 2.",
      source: "Mem.MinFreePct; OSDI 2002, section 6.3",
    },
    clear: {
      unit: "number",
      default: 1,
      least: 0,
      about:
        "Below so many times minFree a host that is not soft is called clear, as in vSphere 6, which changes nothing here; 0: never.",
      source: "sources disagree: 1, or 4",
    },
    hysteresis: {
      unit: "share",
      default: 0.1,
      least: 0,
      most: 1,
      about:
        "The next higher state is reached when its threshold is exceeded by this; and memory is exchanged when prices differ by more.",
      source: UNPUBLISHED,
    },
    balance: {
      unit: "ns",
      default: 15e9,
      least: 1e6,
      about: "How often memory is divided anew, beside whenever the state changes.",
      source: "Mem.BalancePeriod",
    },
    samplePages: {
      unit: "count",
      default: 100,
      least: 1,
      about: "Pages of a VM sampled at a time.",
      source: "OSDI 2002, section 5.3",
    },
    samplePeriod: {
      unit: "ns",
      default: 30e9,
      least: 1e6,
      about: "Execution time of a VM in a sampling period.",
      source: "OSDI 2002, section 5.3; Mem.SamplePeriod is 60 s in ESX 4",
    },
    slowWeight: {
      unit: "share",
      default: 0.1,
      least: 0,
      most: 1,
      about: "Weight of the latest sampling period in the slow average of activity.",
      source: UNPUBLISHED,
    },
    fastWeight: {
      unit: "share",
      default: 0.5,
      least: 0,
      most: 1,
      about: "Its weight in the fast average.",
      source: UNPUBLISHED,
    },
    balloonShare: {
      unit: "share",
      default: 0.65,
      least: 0,
      most: 1,
      about: "The share of a VM's memory that its balloon may hold.",
      source: "Mem.CtlMaxPercent",
    },
    reservation: {
      unit: "share",
      default: 0,
      least: 0,
      most: 1,
      about: "The share of its memory that a VM without a balloon is left; the others are left their minimum.",
      source: "vSphere reserves nothing unless told",
    },
    sharesBy: {
      unit: "text",
      default: "memory",
      choices: ["memory", "vm"],
      about:
        "Whether a VM's shares are in proportion to its memory, as those of low, normal and high are, or as written.",
      source: "ESX Server 2 Administration Guide",
    },
    quantum: {
      unit: "bytes",
      default: 1024 * 1024,
      least: PAGE,
      about: "Memory taken or given in one step.",
      source: UNPUBLISHED,
    },
  },
  defaultPeriodNs: 1e9,
  states: esxStates,
  activity: (parameters) => ({
    pages: numberSetting(parameters, "samplePages"),
    periodNs: numberSetting(parameters, "samplePeriod"),
  }),
  start: () => ({ state: "high", averages: new Map(), dividedNs: 0, allocations: new Map() }),
  decide({ nowNs, host, vms }, memory, parameters) {
    const thresholds = freeMemory(host.memoryBytes, parameters.thresholds === "fixed" ? "fixed" : "sliding");
    const state = stateNow(memory.state, host.freeBytes, thresholds, parameters);
    const running = vms.filter((vm) => vm.running);
    const averages = averagesOf(running, memory.averages, weightsOf(parameters));
    let { allocations, dividedNs } = memory;
    let targets: readonly Target[] = [];
    const goalBytes = thresholds.minFree * (1 + numberSetting(parameters, "hysteresis"));
    const short = isShort(state);
    if (state !== memory.state || nowNs - dividedNs >= numberSetting(parameters, "balance")) {
      const active = (vm: VmView) => estimate(averages.get(vm.vm), vm, weightsOf(parameters));
      const divided = divide(running, { freeBytes: host.freeBytes, goalBytes, short }, active, parameters);
      allocations = divided.allocations;
      targets = divided.targets;
      dividedNs = nowNs;
    }
    const swapLeft = host.swapUsedBytes < host.swapBytes;
    const order = (vm: VmView) =>
      reclaimOrder(vm, state, allocations.get(vm.vm) ?? vm.memoryBytes, swapLeft, parameters);
    return {
      targets,
      reclaim: { state, vms: running.map(order), untilFreeBytes: short ? goalBytes : 0 },
      state: { state, averages, dividedNs, allocations },
    };
  },
};

function isShort(state: EsxState): boolean {
  return state !== "high" && state !== "clear";
}

function stateNow(before: EsxState, freeBytes: number, thresholds: FreeMemory, parameters: ParameterValues): EsxState {
  // ESX 2 knows no clear state.
  const clear = parameters.thresholds === "fixed" ? 0 : numberSetting(parameters, "clear");
  return nextState(before, freeBytes, thresholds, numberSetting(parameters, "hysteresis"), clear);
}

function weightsOf(parameters: ParameterValues): AverageWeights {
  return { slow: numberSetting(parameters, "slowWeight"), fast: numberSetting(parameters, "fastWeight") };
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

/** A VM that has not been sampled for a whole period is taken to use all it has. */
function estimate(averages: ActivityAverages | undefined, { activity }: VmView, weights: AverageWeights): number {
  return averages === undefined ? 1 : activeShare(averages, activity?.currentShare ?? 0, weights);
}

/** Soft pages only what a balloon cannot give, hard and low page anybody down to its allocation, and low stops who has more. */
function reclaimOrder(
  vm: VmView,
  state: EsxState,
  bytes: number,
  swapLeft: boolean,
  parameters: ParameterValues,
): VmReclaimOrder {
  const mostBytes = numberSetting(parameters, "balloonShare") * vm.memoryBytes;
  const cannotBalloon = !vm.hasDriver || vm.memoryBytes - bytes > mostBytes;
  const maySwap = state === "hard" || state === "low" || (state === "soft" && cannotBalloon);
  const blocked = state === "low" && swapLeft && vm.backedBytes > bytes;
  return { vm: vm.vm, maySwap, mayCompress: maySwap, leaveBytes: maySwap ? bytes : 0, blocked };
}
