import type { Parameters, ValuesOf } from "../../parameter/parameter.ts";
import { defineManager, type VmView } from "../manager.ts";
import {
  allOrNothing,
  grown,
  guestFreeShare,
  hostFreeShare,
  type MomBalloonRules,
  type MomHost,
  type MomSample,
  shrunk,
} from "./balloon.ts";
import { type KsmRules, ksmControls } from "./ksm.ts";
import { ksmHost, type MomHistory, momHost, momTargets, monitored, NO_HISTORY, sharingOrder } from "./monitor.ts";

const BALLOON_RULES = "oVirt MOM doc/balloon.rules";
const KSM_RULES = "oVirt MOM doc/ksm.rules";

/** The constants that the rules of MOM and of VDSM share. */
export const momParameters = {
  pressure: {
    unit: "share",
    default: 0.2,
    least: 0.001,
    most: 1,
    about: "Free share of the host below which guests shrink.",
    source: `${BALLOON_RULES}: pressure_threshold`,
  },
  critical: {
    unit: "share",
    default: 0.05,
    least: 0,
    most: 1,
    about: "Free share of the host at or below which guests are pushed into their own swap.",
    source: `${BALLOON_RULES}: pressure_critical`,
  },
  guestFree: {
    unit: "share",
    default: 0.2,
    least: 0,
    most: 1,
    about: "Share of its size that a guest keeps free while the host is not under pressure.",
    source: `${BALLOON_RULES}: min_guest_free_percent`,
  },
  mostChange: {
    unit: "share",
    default: 0.05,
    least: 0,
    most: 1,
    about: "Maximum shrinkage and minimum growth of a guest per round, as a share of its size.",
    source: `${BALLOON_RULES}: max_balloon_change_percent`,
  },
  leastChange: {
    unit: "share",
    default: 0.0025,
    least: 0,
    most: 1,
    about: "Smaller changes are skipped.",
    source: `${BALLOON_RULES}: min_balloon_change_percent`,
  },
  ksmThreshold: {
    needs: "sharing",
    unit: "share",
    default: 0.2,
    least: 0,
    most: 1,
    about: "Free share of the host below which page sharing scans more pages.",
    source: `${KSM_RULES}: free_threshold`,
  },
  ksmBoost: {
    needs: "sharing",
    unit: "count",
    default: 300,
    least: 0,
    about: "Increase of the pages per scan while memory is short.",
    source: `${KSM_RULES}: pages_to_scan boost`,
  },
  ksmDecay: {
    needs: "sharing",
    unit: "count",
    default: 50,
    least: 0,
    about: "Decrease of the pages per scan while memory is not short.",
    source: `${KSM_RULES}: pages_to_scan decay`,
  },
  ksmLeast: {
    needs: "sharing",
    unit: "count",
    default: 64,
    least: 1,
    about: "Minimum pages per scan.",
    source: `${KSM_RULES}: min pages_to_scan`,
  },
  ksmMost: {
    needs: "sharing",
    unit: "count",
    default: 1250,
    least: 1,
    about: "Maximum pages per scan.",
    source: `${KSM_RULES}: max pages_to_scan`,
  },
  ksmSleep: {
    needs: "sharing",
    unit: "ns",
    default: 10e6,
    least: 1e6,
    about: "Sleep between two scans on a host of 16 GiB; inversely proportional to the host's memory.",
    source: `${KSM_RULES}: sleep_millisecs`,
  },
} as const satisfies Parameters;

type Settings = ValuesOf<typeof momParameters>;

/** How often MOM's monitors collect; `standardNs` is the product's own interval. */
export function monitorParameter(standardNs: number, source: string) {
  return {
    unit: "ns",
    default: standardNs,
    least: 1e6,
    about: "Period of the monitors' samples; the rules use the mean of the latest ten.",
    source,
  } as const;
}

/** MOM, oVirt's memory overcommitment manager, with its sample rules: each guest by itself, by the host's free share. */
export const mom = defineManager({
  name: "mom",
  about:
    "Shrinks every guest by up to 5 % per round while less than 20 % of the host is free; otherwise grows all of them.",
  source: "oVirt MOM, doc/balloon.rules and doc/ksm.rules, https://github.com/oVirt/mom",
  parameters: { monitor: monitorParameter(5e9, "oVirt MOM doc/mom.conf: interval of the monitors"), ...momParameters },
  defaultPeriodNs: 10e9,
  start: (): MomHistory => NO_HISTORY,
  decide(snapshot, before, settings) {
    const history = monitored(before, snapshot, settings.monitor);
    const orders = { state: history, againNs: history.nextSampleNs - snapshot.nowNs };
    if (!snapshot.periodic) return { ...orders, targets: [] };
    const { sharing } = snapshot.host;
    const guests = snapshot.vms.filter(tellsEverything);
    const samples = guests.map(({ vm }) => history.guests.get(vm) ?? []);
    const rules = momBalloonRules(settings);
    const controls = allOrNothing(() => momBalloon(momHost(history, snapshot.host), samples, rules)) ?? [];
    const targets = momTargets(guests, controls);
    if (sharing === null) return { ...orders, targets };
    const set = ksmControls(ksmHost(history, snapshot, sharing, true), momKsmRules(settings, 0));
    return { ...orders, targets, sharing: sharingOrder(set, sharing) };
  },
});

/** The sizes in kB that MOM's sample rules set, by guest; `null`: left alone. `guests`: samples of each, oldest first. */
export function momBalloon(
  host: MomHost,
  guests: readonly (readonly MomSample[])[],
  rules: MomBalloonRules,
): (number | null)[] {
  const hostFree = hostFreeShare(host);
  return hostFree < rules.pressure
    ? guests.map((samples) => shrunk(samples, guestFreeShare(hostFree, rules), rules))
    : guests.map((samples) => grown(samples, rules.guestFree, rules));
}

/** The constants of the balloon rules as they were set. */
export function momBalloonRules({ pressure, critical, guestFree, mostChange, leastChange }: Settings): MomBalloonRules {
  return { pressure, critical, guestFree, mostChange, leastChange };
}

/** The constants of the rules of page sharing as they were set. */
export function momKsmRules(settings: Settings, leastSleepMs: number): KsmRules {
  return {
    threshold: settings.ksmThreshold,
    boostPages: settings.ksmBoost,
    decayPages: settings.ksmDecay,
    leastPages: settings.ksmLeast,
    mostPages: settings.ksmMost,
    sleepMs: settings.ksmSleep / 1e6,
    leastSleepMs,
  };
}

/** MOM leaves out a guest whose mandatory collectors fail: those of its memory, swap and faults, and of its balloon. */
function tellsEverything({ running, hasDriver, statistics }: VmView): boolean {
  if (!running || !hasDriver || statistics === null) return false;
  const { totalBytes, freeBytes, swapInBytes, swapOutBytes, majorFaults, minorFaults } = statistics;
  return [totalBytes, freeBytes, swapInBytes, swapOutBytes, majorFaults, minorFaults].every((value) => value !== null);
}
