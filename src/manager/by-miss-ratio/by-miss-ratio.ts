import { elementAt } from "../../list/element-at.ts";
import type { Parameters, ValuesOf } from "../../parameter/parameter.ts";
import { defineManager, type MissCurve, type Snapshot, type Target, type VmView } from "../manager.ts";
import { type Claim, costAt, divide } from "./division.ts";
import { sizesByRecency } from "./recency.ts";

const GRAIN = 2 * 1024 * 1024;

/** Share of its memory that a guest keeps free above its high watermark, so that it does not reclaim. */
const SLACK = 0.05;

const parameters = {
  reserve: {
    unit: "bytes",
    default: 0,
    least: 0,
    about: "Host memory to keep free above the high watermark.",
    source: "ballonet's own",
  },
  horizon: {
    unit: "ns",
    default: 30e9,
    least: 0,
    about: "Time over which a division's savings are counted.",
    source: "ballonet's own",
  },
  gain: {
    unit: "number",
    default: 4,
    least: 1,
    about:
      "Factor by which a division's savings must exceed the cost of moving memory; readahead avoids many of the faults that the curves count.",
    source: "ballonet's own",
  },
  wait: {
    unit: "ns",
    default: 100e6,
    least: 1e6,
    about: "Time between two decisions until all balloons have reached their targets.",
    source: "ballonet's own",
  },
} as const satisfies Parameters;

type Settings = ValuesOf<typeof parameters>;

/** The result of the latest division. */
interface Goals {
  /** Bytes by VM. */
  readonly sizes: ReadonlyMap<number, number>;
}

/**
 * Knows what no real manager can: how often each VM would fault at each size over the next period. While memory is enough for all,
 * it deflates balloons. Otherwise it takes the guests' free memory, and divides the rest by marginal benefit if that saves more than
 * moving the memory costs; if not, the host's reclaim does as well. It is no bound: it looks only one period ahead, and only at faults.
 */
export const byMissRatio = defineManager({
  name: "by-miss-ratio",
  formerly: ["optimal"],
  about:
    "Divides memory by marginal benefit, knowing each VM's miss-ratio curve over the next period, as no real manager can; no bound: others can do better.",
  source:
    "Partitioning by marginal benefit on convex curves: Stone, Turek and Wolf, IEEE Transactions on Computers 41 (1992)",
  parameters,
  defaultPeriodNs: 5e9,
  sight: { from: "asked", beyondVirtio: ["highBytes"] },
  wants: { boots: true, curves: true },
  start: (): Goals => ({ sizes: new Map() }),
  decide(snapshot, before, settings) {
    const running = snapshot.vms.filter((vm) => vm.running && vm.hasDriver);
    const knowsAll = running.every(({ vm }) => before.sizes.has(vm));
    const goals = snapshot.periodic || !knowsAll ? goalsOf(snapshot, settings) : before;
    const wishes = running.map((vm) => ({ vm, goalBytes: goals.sizes.get(vm.vm) ?? vm.actualBytes }));
    const targets = stepsOf(wishes, budgetOf(snapshot, settings.reserve));
    const settled = wishes.every(({ vm, goalBytes }) => vm.actualBytes === goalBytes);
    return settled ? { targets, state: goals } : { targets, state: goals, againNs: settings.wait };
  },
});

interface Wish {
  readonly vm: VmView;
  readonly goalBytes: number;
}

/** Memory to divide: all that VMs have or could get without the host reclaiming. */
function budgetOf({ host, vms }: Snapshot, reserveBytes: number): number {
  return vms.reduce((sum, { backedBytes }) => sum + backedBytes, host.freeBytes) - host.highBytes - reserveBytes;
}

interface Known {
  readonly vm: VmView;
  readonly curve: MissCurve;
  readonly claim: Claim;
}

function goalsOf(snapshot: Snapshot, settings: Settings): Goals {
  const known = snapshot.vms.flatMap((vm): Known[] =>
    vm.curve === null ? [] : [{ vm, curve: vm.curve, claim: claimOf(vm, vm.curve) }],
  );
  const budget = budgetOf(snapshot, settings.reserve);
  const comingBytes = known.reduce((sum, one) => sum + comingBytesOf(one, one.vm.backedBytes), 0);
  const sizes = comingBytes <= budget ? known.map(sizeWithPlenty) : sizesWhenShort(known, budget, settings);
  return {
    sizes: new Map(
      known.map(({ vm, claim }, at) => {
        // Whole 2 MiB are whole pages of any size.
        const bytes = Math.floor(elementAt(sizes, at, "size") / GRAIN) * GRAIN;
        return [vm.vm, bytes === vm.actualBytes ? bytes : Math.max(claim.leastBytes, Math.min(vm.memoryBytes, bytes))];
      }),
    ),
  };
}

/** What a VM that now has so many bytes comes to over the next period. */
function comingBytesOf({ vm, curve }: Known, nowBytes: number): number {
  return Math.max(nowBytes + curve.newBytes, neededBytes(curve) - highBytes(vm));
}

/** Its whole memory for a VM that is about to need more than it has; other VMs keep their size. */
function sizeWithPlenty(known: Known): number {
  const { vm } = known;
  const comingBytes = comingBytesOf(known, usedBytes(vm));
  // Half of the slack may be used up: a size that was cut down to what is used and the slack is not tight at once.
  const isTight = comingBytes > vm.actualBytes - highBytes(vm) - (vm.memoryBytes * SLACK) / 2;
  return isTight ? vm.memoryBytes : vm.actualBytes;
}

function sizesWhenShort(known: readonly Known[], budget: number, settings: Settings): readonly number[] {
  const divided = divide(
    known.map(({ claim }) => claim),
    budget,
  );
  const byRecency = sizesByRecency(
    known.map(({ claim }) => claim.curve),
    budget,
  );
  const lostNs = (sizes: readonly number[]) =>
    known.reduce((sum, { claim }, at) => sum + costAt(claim.curve, elementAt(sizes, at, "size")), 0);
  const savedNs = (lostNs(byRecency) - lostNs(divided)) * (settings.horizon / 1e9);
  const movingNs = known.reduce((sum, { vm, curve }, at) => {
    const takenBytes = Math.max(0, Math.min(vm.actualBytes, vm.backedBytes) - elementAt(divided, at, "size"));
    return sum + (takenBytes / curve.pageBytes) * curve.faultNs;
  }, 0);
  return savedNs > settings.gain * movingNs ? divided : known.map(sizeWithoutFree);
}

/** The memory a VM uses and will use, where the host backs more than that; otherwise there is nothing to take. */
function sizeWithoutFree(known: Known): number {
  const { vm, curve } = known;
  const keptBytes = usedBytes(vm) + slackBytes(vm);
  return vm.backedBytes > keptBytes ? keptBytes + curve.newBytes : sizeWithPlenty(known);
}

/** Memory that the guest reports as not free. */
function usedBytes({ actualBytes, statistics }: VmView): number {
  return actualBytes - (statistics?.freeBytes ?? 0);
}

/** What the guest's kernel keeps free. */
function highBytes({ statistics }: VmView): number {
  return statistics?.highBytes ?? 0;
}

function slackBytes(vm: VmView): number {
  return highBytes(vm) + vm.memoryBytes * SLACK;
}

/**
 * The smallest size at which no page that was touched before faults, or the largest of the curve if some fault even there; pages touched for
 * the first time meanwhile are between others.
 */
function neededBytes({ sizesBytes, faultsPerSecond }: MissCurve): number {
  const enough = faultsPerSecond.findIndex((faults) => !(faults > 0));
  return elementAt(sizesBytes, enough < 0 ? sizesBytes.length - 1 : enough, "size");
}

function everTouchedBytes({ sizesBytes }: MissCurve): number {
  return elementAt(sizesBytes, sizesBytes.length - 1, "size");
}

/** A VM without a driver keeps everything it may ever touch. */
function claimOf({ hasDriver, memoryBytes, minimumBytes }: VmView, curve: MissCurve): Claim {
  const leastBytes = hasDriver ? Math.max(minimumBytes, curve.leastBytes) : everTouchedBytes(curve);
  const points = curve.sizesBytes.map((bytes, at) => ({
    bytes,
    cost: elementAt(curve.faultsPerSecond, at, "fault rate") * curve.faultNs,
  }));
  return { leastBytes: Math.min(memoryBytes, leastBytes), mostBytes: hasDriver ? memoryBytes : 0, curve: points };
}

/** VMs that give do so at once; the others grow only into free memory. */
function stepsOf(wishes: readonly Wish[], budgetBytes: number): readonly Target[] {
  const held = wishes.reduce((sum, { vm }) => sum + Math.min(vm.actualBytes, vm.backedBytes), 0);
  const wanted = wishes.reduce((sum, { vm, goalBytes }) => sum + Math.max(0, goalBytes - vm.actualBytes), 0);
  const share = wanted === 0 ? 1 : Math.max(0, Math.min(1, (budgetBytes - held) / wanted));
  return wishes.flatMap(({ vm, goalBytes }) => {
    const missing = goalBytes - vm.actualBytes;
    const step = missing > 0 ? Math.floor((missing * share) / GRAIN) * GRAIN : missing;
    const bytes = share === 1 ? goalBytes : vm.actualBytes + step;
    return bytes === vm.targetBytes ? [] : [{ vm: vm.vm, bytes }];
  });
}
