import { defineManager } from "../manager.ts";
import {
  allOrNothing,
  grown,
  guestFreeShare,
  hostFreeShare,
  latest,
  type MomBalloonRules,
  type MomHost,
  type MomSample,
  needed,
  shrunk,
} from "./balloon.ts";
import { vdsmKsmControls } from "./ksm.ts";
import { momBalloonRules, momKsmRules, momParameters, monitorParameter } from "./mom.ts";
import { ksmHost, type MomHistory, momHost, momTargets, monitored, NO_HISTORY, sharingOrder } from "./monitor.ts";

/** VDSM's MOM: its history, and the choice across nodes that the kernel holds. */
interface VdsmState extends MomHistory {
  readonly mergeAcrossNodes: boolean;
}

/** MOM with the rules of oVirt's VDSM: ballooning is off until it is enabled, and one guest without a size stops them all. */
export const vdsm = defineManager({
  name: "vdsm",
  about:
    "MOM as oVirt runs it: guests grow depending on the host's pressure, and shrink only if ballooning is enabled.",
  source: "oVirt VDSM, static/etc/vdsm/mom.d, https://github.com/oVirt/vdsm",
  parameters: {
    monitor: monitorParameter(15e9, "oVirt VDSM mom.conf: interval of the monitors"),
    balloonEnabled: {
      unit: "switch",
      default: false,
      about: "Whether guests may shrink.",
      source: "oVirt VDSM mom.d/01-parameters.policy",
    },
    ksmEnabled: {
      needs: "sharing",
      unit: "switch",
      default: true,
      about: "Whether pages may be shared.",
      source: "oVirt VDSM mom.d/01-parameters.policy",
    },
    ksmMergeAcrossNodes: {
      needs: "sharing",
      unit: "switch",
      default: true,
      about:
        "Whether pages may be shared across NUMA nodes; on the simulated host, which has one node, false only unmerges.",
      source: "oVirt VDSM mom.d/01-parameters.policy",
    },
    ...momParameters,
    ksmLeastSleep: {
      needs: "sharing",
      unit: "ns",
      default: 10e6,
      least: 0,
      about: "Minimum sleep between two scans.",
      source: "oVirt VDSM mom.d/03-ksm.policy",
    },
  },
  defaultPeriodNs: 15e9,
  start: (): VdsmState => ({ ...NO_HISTORY, mergeAcrossNodes: true }),
  decide(snapshot, before, settings) {
    const history = monitored(before, snapshot, settings.monitor);
    const { mergeAcrossNodes } = before;
    const againNs = history.nextSampleNs - snapshot.nowNs;
    if (!snapshot.periodic) return { targets: [], againNs, state: { ...history, mergeAcrossNodes } };
    const guests = snapshot.vms.filter(({ running }) => running);
    const samples = guests.map(({ vm }) => history.guests.get(vm) ?? []);
    const rules = momBalloonRules(settings);
    const mayShrink = settings.balloonEnabled;
    const host = momHost(history, snapshot.host);
    const controls = allOrNothing(() => vdsmBalloon(host, samples, { rules, mayShrink })) ?? [];
    const targets = momTargets(guests, controls);
    const { sharing } = snapshot.host;
    if (sharing === null) return { targets, againNs, state: { ...history, mergeAcrossNodes } };
    const set = vdsmKsmControls(
      ksmHost(history, snapshot, sharing, mergeAcrossNodes),
      momKsmRules(settings, settings.ksmLeastSleep / 1e6),
      {
        enabled: settings.ksmEnabled,
        mergeAcrossNodes: settings.ksmMergeAcrossNodes,
      },
    );
    return {
      targets,
      againNs,
      sharing: sharingOrder(set, sharing),
      state: { ...history, mergeAcrossNodes: set.mergeAcrossNodes ?? mergeAcrossNodes },
    };
  },
});

/**
 * The sizes in kB that VDSM's rules set, by guest; `null`: left alone. `guests`: samples of each, oldest first. Throws
 * `MissingStatistic` when a guest lacks what the rules compare.
 */
export function vdsmBalloon(
  host: MomHost,
  guests: readonly (readonly MomSample[])[],
  { rules, mayShrink }: { readonly rules: MomBalloonRules; readonly mayShrink: boolean },
): (number | null)[] {
  const hostFree = hostFreeShare(host);
  const freeShare = guestFreeShare(hostFree, rules);
  const sizes = guests.map((samples) => {
    const { balloonCur, memUnused } = latest(samples);
    if (balloonCur === null || memUnused === null) return null;
    return hostFree < rules.pressure && mayShrink
      ? shrunk(samples, freeShare, rules)
      : grown(samples, freeShare, rules);
  });
  return guests.map((samples, index) => {
    const { balloonCur, balloonMin } = latest(samples);
    const least = needed(balloonMin);
    return needed(balloonCur) < least ? least : (sizes[index] ?? null);
  });
}
