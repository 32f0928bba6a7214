import type { Parameters, ValuesOf } from "../../parameter/parameter.ts";
import { defineManager, type MissCurve, type Snapshot, type Target, type VmView } from "../manager.ts";
import { type Claim, costAt, divide } from "./division.ts";
import { sizesByRecency } from "./recency.ts";

const GRAIN = 2 * 1024 * 1024;

/** The share of its memory that a guest keeps free of pages, so that it does not reclaim. */
const SLACK = 0.05;

const parameters = {
  reserve: {
    unit: "bytes",
    default: 0,
    least: 0,
    about: "What stays free on the host beside its high watermark.",
    source: "ballonet's own",
  },
  horizon: {
    unit: "ns",
    default: 30e9,
    least: 0,
    about: "How long a division is taken to last.",
    source: "ballonet's own",
  },
  gain: {
    unit: "number",
    default: 4,
    least: 1,
    about:
      "How many times what moving memory costs a division must save: the curves count a fault a page, and readahead may spare most.",
    source: "ballonet's own",
  },
  wait: {
    unit: "ns",
    default: 100e6,
    least: 1e6,
    about: "The time between two looks at the balloons until all are at their targets.",
    source: "ballonet's own",
  },
} as const satisfies Parameters;

type Settings = ValuesOf<typeof parameters>;

/** What the division came to, and for whom. */
interface Goals {
  /** Bytes by VM. */
  readonly sizes: ReadonlyMap<number, number>;
}

/**
 * Divides by foresight: it is shown what no real manager can see, how often each VM would fault at each size over the next period.
 * While there is enough for all it gives back what balloons hold; when there is not it takes what guests have free, and divides
 * the rest by what it is worth to each, if that saves more than moving the memory costs; otherwise the host's reclaim does as well.
 * It is no bound: it looks one period ahead, and at faults only, so that other managers can be ahead of it.
 */
export const byMissRatio = defineManager({
  name: "by-miss-ratio",
  formerly: ["optimal"],
  about:
    "Sees each VM's miss-ratio curve over the next period, which no real manager can, and divides by marginal benefit; no bound: others can do better.",
  source:
    "Partitioning by marginal benefit on convex curves: Stone, Turek and Wolf, IEEE Transactions on Computers 41 (1992)",
  parameters,
  defaultPeriodNs: 5e9,
  sight: { from: "asked", beyondVirtio: [] },
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

/** What can be divided: all that VMs have or could have, but for what keeps the host from reclaiming. */
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
  const comingBytes = known.reduce(
    (sum, { vm, curve }) => sum + Math.max(vm.backedBytes, neededBytes(curve)) + curve.newBytes,
    0,
  );
  const sizes = comingBytes <= budget ? known.map(sizeWithPlenty) : sizesWhenShort(known, budget, settings);
  return {
    sizes: new Map(
      known.map(({ vm, claim }, at) => {
        // Whole 2 MiB are whole pages of any size.
        const bytes = Math.floor((sizes[at] ?? 0) / GRAIN) * GRAIN;
        return [vm.vm, bytes === vm.actualBytes ? bytes : Math.max(claim.leastBytes, Math.min(vm.memoryBytes, bytes))];
      }),
    ),
  };
}

/** All it could have for a VM that is about to need more than it has; others stay as they are. */
function sizeWithPlenty({ vm, curve }: Known): number {
  const slackBytes = vm.memoryBytes * SLACK;
  const comingBytes = Math.max(usedBytes(vm), neededBytes(curve)) + curve.newBytes;
  const isTight = comingBytes > vm.actualBytes - slackBytes;
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
    known.reduce((sum, { claim }, at) => sum + costAt(claim.curve, sizes[at] ?? 0), 0);
  const savedNs = (lostNs(byRecency) - lostNs(divided)) * (settings.horizon / 1e9);
  const movingNs = known.reduce((sum, { vm, curve }, at) => {
    const takenBytes = Math.max(0, Math.min(vm.actualBytes, vm.backedBytes) - (divided[at] ?? 0));
    return sum + (takenBytes / curve.pageBytes) * curve.faultNs;
  }, 0);
  return savedNs > settings.gain * movingNs ? divided : known.map(sizeWithoutFree);
}

/** What a VM uses and will come to use, where the host backs more than that; otherwise there is nothing to take. */
function sizeWithoutFree(known: Known): number {
  const { vm, curve } = known;
  const keptBytes = usedBytes(vm) + vm.memoryBytes * SLACK;
  return vm.backedBytes > keptBytes ? keptBytes + curve.newBytes : sizeWithPlenty(known);
}

/** Memory of the guest that is not free, as it tells. */
function usedBytes({ actualBytes, statistics }: VmView): number {
  return actualBytes - (statistics?.freeBytes ?? 0);
}

/** The least size with which nothing that is there already faults. */
function neededBytes({ sizesBytes, faultsPerSecond }: MissCurve): number {
  const enough = faultsPerSecond.findIndex((faults) => !(faults > 0));
  return sizesBytes[enough] ?? 0;
}

function everTouchedBytes({ sizesBytes }: MissCurve): number {
  return sizesBytes.at(-1) ?? 0;
}

/** A VM without a driver has all that it may ever touch. */
function claimOf({ hasDriver, memoryBytes, minimumBytes }: VmView, curve: MissCurve): Claim {
  const leastBytes = hasDriver ? Math.max(minimumBytes, curve.leastBytes) : everTouchedBytes(curve);
  const points = curve.sizesBytes.map((bytes, at) => ({
    bytes,
    cost: (curve.faultsPerSecond[at] ?? 0) * curve.faultNs,
  }));
  return { leastBytes: Math.min(memoryBytes, leastBytes), mostBytes: hasDriver ? memoryBytes : 0, curve: points };
}

/** VMs that give do so at once; the others grow by what is there already. */
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
