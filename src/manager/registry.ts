import { fitAll, misfit } from "../parameter/fit.ts";
import type { CatalogueEntry, Parameters, ParameterValues } from "../parameter/parameter.ts";
import { renamed } from "../parameter/renamed.ts";
import { byMissRatio } from "./by-miss-ratio/by-miss-ratio.ts";
import { chromeosBalance } from "./chromeos/balance.ts";
import { chromeosLimitCache } from "./chromeos/limit-cache.ts";
import { esx } from "./esx/esx.ts";
import { hyperV } from "./hyper-v/hyper-v.ts";
import { kvmAuto } from "./kvm-auto/kvm-auto.ts";
import type { ActivityRequest, Manager, Orders, Sight, Snapshot, Wants } from "./manager.ts";
import { mom } from "./mom/mom.ts";
import { vdsm } from "./mom/vdsm.ts";
import { none } from "./none.ts";
import { proxmox } from "./proxmox.ts";
import { fixed } from "./static.ts";
import { threshold } from "./threshold.ts";
import { qmemman } from "./xen/qmemman.ts";
import { xenSelfballoon } from "./xen/selfballoon.ts";
import { squeezed } from "./xen/squeezed.ts";

/** A running manager; its state from tick to tick is its own. */
export interface RunningManager {
  /** Left out: answers to polls, with virtio's statistics. */
  readonly sight?: Sight;
  readonly wants: Wants;
  /** How the host is to sample its VMs' activity; left out: not at all. */
  readonly activity?: ActivityRequest;
  /** The states that its reclaim orders name, best first; empty: it gives no such orders. */
  readonly states: readonly string[];
  /** What it orders at this tick. */
  decide(snapshot: Snapshot): Orders;
}

/** A manager that a scenario may name. */
export interface RegisteredManager extends CatalogueEntry {
  /** The period of the real one, in nanoseconds. */
  readonly defaultPeriodNs: number;
  /** How often its guests' driver reports by itself, in nanoseconds. */
  readonly reportPeriodNs?: number;
  /** Its platform lets balloons deflate before a guest runs out of memory. */
  readonly deflatesOnOom?: boolean;
  /** It decides whenever a VM boots, and not at its period only. */
  readonly decidesAtBoots?: boolean;
  /** Starts with an empty state; throws a TypeError for a parameter that is missing or not of its unit. */
  start(parameters: ParameterValues): RunningManager;
}

/** Every memory manager; a new one is one line here. */
export const managers: readonly RegisteredManager[] = [
  registered(none), //
  registered(fixed),
  registered(proxmox),
  registered(mom),
  registered(vdsm),
  registered(squeezed),
  registered(qmemman),
  registered(kvmAuto),
  registered(threshold),
  registered(hyperV),
  registered(xenSelfballoon),
  registered(chromeosBalance),
  registered(chromeosLimitCache),
  registered(byMissRatio),
  registered(esx),
];

/** Starts the manager a scenario names; throws a RangeError for a name that is not registered, and a TypeError for a wrong parameter. */
export function startManager(choice: { readonly kind: string; readonly parameters: ParameterValues }): RunningManager {
  const manager = managers.find(({ name }) => name === choice.kind);
  if (manager === undefined) {
    const known = managers.map(({ name }) => name).join(", ");
    throw new RangeError(
      renamed(choice.kind, managers) ?? `there is no memory manager ${choice.kind}: it is one of ${known}`,
    );
  }
  return manager.start(choice.parameters ?? {});
}

function registered<State, Declared extends Parameters>(manager: Manager<State, Declared>): RegisteredManager {
  const { name, formerly, about, source, parameters, defaultPeriodNs, sight, reportPeriodNs, deflatesOnOom } = manager;
  return {
    name,
    ...(formerly === undefined ? {} : { formerly }),
    about,
    source,
    parameters,
    defaultPeriodNs,
    ...(reportPeriodNs === undefined ? {} : { reportPeriodNs }),
    ...(deflatesOnOom === undefined ? {} : { deflatesOnOom }),
    ...(manager.wants?.boots === true ? { decidesAtBoots: true } : {}),
    start(values) {
      if (!fitAll(values, parameters)) {
        const wrong = misfit(values, parameters) ?? "";
        throw new TypeError(
          `the parameter ${wrong} of the manager ${name} is ${values[wrong]}: take the manager of a scenario that buildScenario made`,
        );
      }
      let state = manager.start(values);
      return {
        ...(sight === undefined ? {} : { sight }),
        wants: manager.wants ?? {},
        ...(manager.activity === undefined ? {} : { activity: manager.activity(values) }),
        states: manager.states ?? [],
        decide(snapshot) {
          const { state: next, ...orders } = manager.decide(snapshot, state, values);
          state = next;
          return orders;
        },
      };
    },
  };
}
