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
    about: "What shall be free on the host.",
    source: `${SOURCE}/src/squeeze_xen.ml: 64 MiB for Xen's low-memory event and 8 MiB above it`,
  },
  tolerance: {
    needs: "requests for memory",
    unit: "bytes",
    default: 512 * KIB,
    least: 1,
    about: "More than the wanted free memory by less than this is balanced.",
    source: `${SOURCE}/src/squeeze_xen.ml`,
  },
  inaccuracy: {
    unit: "bytes",
    default: 4 * KIB,
    least: 0,
    about: "A size no further than this from its target has hit it.",
    source: `${SOURCE}/src/squeeze_xen.ml`,
  },
  margin: {
    unit: "count",
    default: 2,
    least: 0,
    about: "How many inaccuracies a VM is believed to miss its minimum by.",
    source: `${SOURCE}/lib/squeeze.ml`,
  },
  stuckAfter: {
    unit: "ns",
    default: 5e9,
    least: 0,
    about: "A driver that does not move towards its target for longer than this is stuck and left out.",
    source: `${SOURCE}/lib/squeeze.ml`,
  },
  wait: {
    unit: "ns",
    default: 1e9,
    least: 1e6,
    about: "The time between two decisions while a balancing is under way.",
    source: `${SOURCE}/src/squeeze_xen.ml`,
  },
  twoPhases: {
    unit: "switch",
    default: true,
    about: "First let those give that must, and only then give to the others.",
    source: `${SOURCE}/lib/squeeze.ml`,
  },
} as const satisfies Parameters;

type Settings = ValuesOf<typeof parameters>;

/** What squeezed remembers. */
interface Memory {
  /** The balancing under way; `null`: none is. */
  readonly balancing: Session | null;
  /** The targets it has set, in KiB by VM: a balloon's own are rounded to pages. */
  readonly targets: ReadonlyMap<number, number>;
}

/**
 * XAPI's squeezed: every 10 s, and when a VM starts, it moves all domains to the same place between their minimum and their
 * maximum so that the host keeps a little free. It knows nothing of what the guests need.
 */
export const squeezed = defineManager({
  name: "squeezed",
  about: "Holds all VMs at the same place between minimum and memory, so that the host keeps a little free.",
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
    // A domain that cannot balloon gets a cap too, but there is nobody who could be asked.
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
