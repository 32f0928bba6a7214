import { type Claim, divide } from "./division.ts";
import type { Manager, MissCurve, Snapshot, Target, VmView } from "./manager.ts";
import { numberSetting } from "./setting.ts";

const GRAIN = 2 * 1024 * 1024;

/** What the division came to, and for whom. */
interface Goals {
  /** Bytes by VM. */
  readonly sizes: ReadonlyMap<number, number>;
}

/**
 * Not a manager but a bound for managers: it is shown what no real one can see, how often each VM would fault at each size over
 * the next period, and gives the host's memory to whom it is worth most.
 */
export const optimal: Manager<Goals> = {
  name: "optimal",
  about:
    "A bound, not a manager: sees each VM's miss-ratio curve over the next period and divides by marginal benefit.",
  source:
    "Partitioning by marginal benefit on convex curves: Stone, Turek and Wolf, IEEE Transactions on Computers 41 (1992)",
  parameters: {
    reserve: {
      unit: "bytes",
      default: 0,
      least: 0,
      about: "What stays free on the host beside its high watermark.",
      source: "ballonet's own",
    },
    wait: {
      unit: "ns",
      default: 100e6,
      least: 1e6,
      about: "The time between two looks at the balloons until all are where they shall be.",
      source: "ballonet's own",
    },
  },
  defaultPeriodNs: 5e9,
  wants: { boots: true, curves: true },
  start: () => ({ sizes: new Map() }),
  decide(snapshot, before, parameters) {
    const running = snapshot.vms.filter((vm) => vm.running && vm.hasDriver);
    const knowsAll = running.every(({ vm }) => before.sizes.has(vm));
    const goals = snapshot.periodic || !knowsAll ? goalsOf(snapshot, numberSetting(parameters, "reserve")) : before;
    const wishes = running.map((vm) => ({ vm, goalBytes: goals.sizes.get(vm.vm) ?? vm.actualBytes }));
    const targets = stepsOf(wishes, budgetOf(snapshot, numberSetting(parameters, "reserve")));
    const settled = wishes.every(({ vm, goalBytes }) => vm.actualBytes === goalBytes);
    return settled ? { targets, state: goals } : { targets, state: goals, againNs: numberSetting(parameters, "wait") };
  },
};

interface Wish {
  readonly vm: VmView;
  readonly goalBytes: number;
}

/** What can be divided: all that VMs have or could have, but for what keeps the host from reclaiming. */
function budgetOf({ host, vms }: Snapshot, reserveBytes: number): number {
  return vms.reduce((sum, { backedBytes }) => sum + backedBytes, host.freeBytes) - host.highBytes - reserveBytes;
}

function goalsOf(snapshot: Snapshot, reserveBytes: number): Goals {
  const known = snapshot.vms.flatMap((vm) => (vm.curve === null ? [] : [{ vm, claim: claimOf(vm, vm.curve) }]));
  const claims = known.map(({ claim }) => claim);
  const sizes = divide(claims, budgetOf(snapshot, reserveBytes));
  return {
    sizes: new Map(
      known.map(({ vm, claim }, at) => {
        // Whole 2 MiB are whole pages of any size.
        const bytes = Math.floor((sizes[at] ?? 0) / GRAIN) * GRAIN;
        return [vm.vm, Math.max(claim.leastBytes, bytes)];
      }),
    ),
  };
}

/** A VM without a driver has all that it may ever touch. */
function claimOf({ hasDriver, memoryBytes, minimumBytes }: VmView, curve: MissCurve): Claim {
  const touchedBytes = curve.sizesBytes.at(-1) ?? memoryBytes;
  const leastBytes = hasDriver ? Math.max(minimumBytes, curve.leastBytes) : touchedBytes;
  const points = curve.sizesBytes.map((bytes, at) => ({
    bytes,
    cost: (curve.faultsPerSecond[at] ?? 0) * curve.faultNs,
  }));
  return { leastBytes: Math.min(memoryBytes, leastBytes), mostBytes: hasDriver ? memoryBytes : 0, curve: points };
}

/** Who shall shrink does; the others grow by what there is of it already. */
function stepsOf(wishes: readonly Wish[], budgetBytes: number): readonly Target[] {
  const held = wishes.reduce((sum, { vm }) => sum + vm.actualBytes, 0);
  const wanted = wishes.reduce((sum, { vm, goalBytes }) => sum + Math.max(0, goalBytes - vm.actualBytes), 0);
  const share = wanted === 0 ? 1 : Math.max(0, Math.min(1, (budgetBytes - held) / wanted));
  return wishes.flatMap(({ vm, goalBytes }) => {
    const missing = goalBytes - vm.actualBytes;
    const step = missing > 0 ? Math.floor((missing * share) / GRAIN) * GRAIN : missing;
    const bytes = share === 1 ? goalBytes : vm.actualBytes + step;
    return bytes === vm.targetBytes ? [] : [{ vm: vm.vm, bytes }];
  });
}
