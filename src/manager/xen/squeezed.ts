import type { Parameters, ValuesOf } from "../../parameter/parameter.ts";
import { defineManager, type VmView } from "../manager.ts";
import { xenFreeBytes } from "./free.ts";
import {
  type Domain,
  type DomainTarget,
  FRESH_SESSION,
  isUnbalanced,
  type Session,
  type SqueezeRules,
  squeezeCaps,
  squeezeStep,
} from "./squeeze.ts";

const KIB = 1024;
const SOURCE = "xapi-project/xen-api, ocaml/squeezed";

const parameters = {
  free: {
    unit: "bytes",
    default: 72 * KIB * KIB,
    least: 0,
    about: "Host memory to keep free.",
    source: `${SOURCE}/src/squeeze_xen.ml: 64 MiB for Xen's low-memory event and 8 MiB above it`,
  },
  tolerance: {
    needs: "requests for memory",
    unit: "bytes",
    default: 512 * KIB,
    least: 1,
    about: "The host is balanced when it has up to this much more free memory than wanted.",
    source: `${SOURCE}/src/squeeze_xen.ml`,
  },
  inaccuracy: {
    unit: "bytes",
    default: 4 * KIB,
    least: 0,
    about: "A VM whose size is this close to its target has reached it.",
    source: `${SOURCE}/src/squeeze_xen.ml`,
  },
  margin: {
    unit: "count",
    default: 2,
    least: 0,
    about: "Number of inaccuracies by which a VM may miss its minimum.",
    source: `${SOURCE}/lib/squeeze.ml`,
  },
  stuckAfter: {
    unit: "ns",
    default: 5e9,
    least: 0,
    about: "A driver without progress for longer than this is stuck, and is left out.",
    source: `${SOURCE}/lib/squeeze.ml`,
  },
  wait: {
    unit: "ns",
    default: 1e9,
    least: 1e6,
    about: "Time between two decisions while memory is being balanced.",
    source: `${SOURCE}/src/squeeze_xen.ml`,
  },
  twoPhases: {
    unit: "switch",
    default: true,
    about: "Shrink VMs first, and grow others only afterwards.",
    source: `${SOURCE}/lib/squeeze.ml`,
  },
} as const satisfies Parameters;

type Settings = ValuesOf<typeof parameters>;

/** What squeezed remembers. */
interface Memory {
  /** The balancing in progress; `null`: there is none. */
  readonly balancing: Session | null;
  /** The targets it has set, in KiB by VM: a balloon's own are rounded to pages. */
  readonly targets: ReadonlyMap<number, number>;
}

/**
 * XAPI's squeezed: every 10 s, and when a VM starts, it moves all domains to the same fraction of the range between their
 * minimum and maximum, so that the host keeps a little memory free. It does not know what the guests need.
 */
export const squeezed = defineManager({
  name: "squeezed",
  about:
    "Sets every VM to the same fraction of its range between minimum and memory, and keeps a little of the host free.",
  source: `${SOURCE}/lib/squeeze.ml, https://github.com/xapi-project/xen-api`,
  parameters,
  defaultPeriodNs: 10e9,
  wants: { boots: true },
  start: (): Memory => ({ balancing: null, targets: new Map() }),
  decide(snapshot, memory, settings) {
    const rules = rulesOf(settings);
    const running = snapshot.vms.filter((vm) => vm.running);
    const domains = running.map((vm) => domainOf(vm, memory, settings));
    const wantedFreeKib = settings.free / KIB;
    const toleranceKib = settings.tolerance / KIB;
    const wish = {
      seconds: snapshot.nowNs / 1e9,
      freeKib: Math.floor(xenFreeBytes(snapshot) / KIB),
      wantedFreeKib,
      isEnough: (freeKib: number) => freeKib - wantedFreeKib < toleranceKib,
    };
    if (memory.balancing === null && !isUnbalanced(domains, wish, rules)) return { targets: [], state: memory };
    const decided = squeezeStep(domains, wish, memory.balancing ?? FRESH_SESSION, rules);
    const caps = squeezeCaps(domains, decided);
    // A domain that cannot balloon gets a cap, too, but has no driver to ask.
    const isNew = ({ id, kib }: DomainTarget) =>
      domains.some((domain) => domain.id === id && domain.canBalloon && domain.targetKib !== kib);
    const targets = caps.filter(isNew).map(({ id, kib }) => ({ vm: id, bytes: kib * KIB }));
    const told = new Map(caps.map(({ id, kib }) => [id, kib]));
    if (decided.action.result !== "adjust") return { targets, state: { balancing: null, targets: told } };
    return { targets, state: { balancing: decided.session, targets: told }, againNs: settings.wait };
  },
});

function rulesOf({ stuckAfter, margin, twoPhases }: Settings): SqueezeRules {
  return { stuckAfterSeconds: stuckAfter / 1e9, margin, twoPhases };
}

function domainOf(vm: VmView, { targets }: Memory, { inaccuracy }: Settings): Domain {
  return {
    id: vm.vm,
    canBalloon: vm.hasDriver,
    minimumKib: vm.minimumBytes / KIB,
    maximumKib: vm.memoryBytes / KIB,
    targetKib: targets.get(vm.vm) ?? vm.targetBytes / KIB,
    actualKib: vm.actualBytes / KIB,
    inaccuracyKib: inaccuracy / KIB,
  };
}
