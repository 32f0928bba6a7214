import { defineManager, type VmView } from "../manager.ts";
import { chromeosHostParameters, hostAvailableBytes, marginBytes, reported } from "./host.ts";
import { type DeflationLimits, deflationLimits, spareProcess } from "./save-process.ts";
import { conciergeTick } from "./tick.ts";

const KIB = 1024;
const SOURCE = "ChromiumOS platform2, vm_tools/concierge/balloon_policy.cc, until June 2024";
const ARCVM_SOURCE = "ChromiumOS platform2, vm_tools/concierge/arc_vm.cc";

/** Margins, watermarks and limits, in bytes; a cache limit of 0 switches its rule off. */
export interface LimitCacheRules {
  readonly criticalMargin: bigint;
  readonly moderateMargin: bigint;
  readonly hostLow: bigint;
  /** The guest's low watermarks, and what its kernel keeps in reserve. */
  readonly guestLow: bigint;
  readonly guestReserve: bigint;
  readonly reclaimCache: bigint;
  readonly criticalCache: bigint;
  readonly moderateCache: bigint;
  /** Free memory of the guest: the surplus begins this far above its reserve, and this far below its low watermark is still enough. */
  readonly freeAboveReserve: bigint;
  readonly freeBelowLow: bigint;
}

/** Host and guest at one time, in bytes; -1: not reported. */
export interface LimitCacheSample {
  readonly hostFree: bigint;
  readonly hostAvailable: bigint;
  readonly free: bigint;
  readonly caches: bigint;
  readonly shared: bigint;
  readonly unevictable: bigint;
}

/** By VM index. */
type State = ReadonlyMap<number, DeflationLimits>;

/** ChromeOS's former policy for Android's VM: it takes surplus free memory, and page cache only while the host is short. */
export const chromeosLimitCache = defineManager({
  name: "chromeos-limit-cache",
  about: "Takes a guest's surplus free memory; while the host is near a margin, also its page cache above a limit.",
  source: `${SOURCE}: LimitCacheBalloonPolicy`,
  parameters: {
    ...chromeosHostParameters,
    moderateMargin: {
      unit: "share",
      default: 0.4,
      least: 0,
      most: 1,
      about: "Pressure is moderate below this much available memory, as a share of the host's memory.",
      source: "ChromiumOS platform2, resourced/src/memory.rs",
    },
    foreground: {
      needs: "kill requests",
      unit: "number",
      default: 0.75,
      least: 0,
      about: "Foreground processes are spared while the host has this part of its critical margin available.",
      source: "ChromiumOS platform2, resourced/src/memory.rs: arcvm_foreground",
    },
    perceptible: {
      needs: "kill requests",
      unit: "number",
      default: 1.5,
      least: 0,
      about:
        "Perceptible processes are spared while the host has this part of its critical margin available; cached ones need the moderate margin.",
      source: "ChromiumOS platform2, resourced/src/memory.rs: arcvm_perceptible",
    },
    mostDeflate: {
      needs: "kill requests",
      unit: "bytes",
      default: 256 * KIB * KIB,
      least: 0,
      about: "Maximum deflation to spare a process.",
      source: `${ARCVM_SOURCE}: responsive_max_deflate_bytes`,
    },
    reclaimCache: {
      unit: "bytes",
      default: 322560 * KIB,
      least: 0,
      about: "Limit of a guest's page cache when the host is about to reclaim; 0: no limit.",
      source: `${ARCVM_SOURCE}: reclaim_target_cache`,
    },
    criticalCache: {
      unit: "bytes",
      default: 322560 * KIB,
      least: 0,
      about: "Limit of a guest's page cache near the critical margin; 0: no limit.",
      source: `${ARCVM_SOURCE}: critical_target_cache`,
    },
    moderateCache: {
      unit: "bytes",
      default: 0,
      least: 0,
      about: "Limit of a guest's page cache near the moderate margin; 0: no limit.",
      source: `${ARCVM_SOURCE}: moderate_target_cache`,
    },
    freeAboveReserve: {
      unit: "bytes",
      default: 322560 * KIB,
      least: 0,
      about: "Free memory a guest keeps above its kernel's reserve.",
      source: SOURCE,
    },
    freeBelowLow: {
      unit: "bytes",
      default: KIB * KIB,
      least: 0,
      about: "How far below its low watermarks a guest's free memory may go.",
      source: SOURCE,
    },
  },
  defaultPeriodNs: 1e9,
  // crosvm: BalloonMode::Relaxed, unless it runs with --strict-balloon.
  deflatesOnOom: true,
  sight: {
    from: "asked",
    beyondVirtio: ["lowBytes", "highBytes", "lowmemReserveBytes", "sharedBytes", "unevictableBytes"],
  },
  start: (): State => new Map(),
  decide(snapshot, before, settings) {
    const margin = (share: number) => BigInt(marginBytes(snapshot, share));
    const critical = settings.criticalMargin;
    const margins: DeflationLimits = {
      foreground: margin(critical * settings.foreground),
      perceptible: margin(critical * settings.perceptible),
      cached: margin(settings.moderateMargin),
    };
    const hostAvailable = BigInt(hostAvailableBytes(snapshot, settings.swapWeight));
    const host = {
      criticalMargin: margin(critical),
      moderateMargin: margin(settings.moderateMargin),
      hostLow: BigInt(snapshot.host.lowBytes - snapshot.host.lowmemReserveBytes),
      reclaimCache: BigInt(settings.reclaimCache),
      criticalCache: BigInt(settings.criticalCache),
      moderateCache: BigInt(settings.moderateCache),
      freeAboveReserve: BigInt(settings.freeAboveReserve),
      freeBelowLow: BigInt(settings.freeBelowLow),
    };
    return conciergeTick(snapshot, before, (vm, balloon, limits) => {
      const saved = limits === undefined ? balloon : sparedAll(balloon, limits, vm, BigInt(settings.mostDeflate));
      const sample = sampleOf(vm, { hostFree: BigInt(snapshot.host.freeBytes), hostAvailable });
      const watermarks = watermarksOf(vm);
      // There is no policy before the guest has reported its watermarks; the balloon stays.
      const step = sample && watermarks && limitCache(sample, { ...host, ...watermarks });
      const wanted = step === null ? saved : most(0n, saved + step.delta);
      return {
        wanted,
        memory: step?.isSkipped === false ? deflationLimits(wanted, hostAvailable, margins) : limits,
      };
    });
  },
});

/** Bounds of the free memory that the policy wants in the guest. */
export function freeBounds({ guestLow, guestReserve, freeAboveReserve, freeBelowLow }: LimitCacheRules) {
  return { leastFree: guestLow - freeBelowLow, mostFree: guestReserve + freeAboveReserve };
}

/** One step: bytes by which the balloon grows (> 0) or shrinks, and whether that is too little to act on. */
export function limitCache(
  sample: LimitCacheSample,
  rules: LimitCacheRules,
): { readonly delta: bigint; readonly isSkipped: boolean } {
  const { free } = sample;
  const { leastFree, mostFree } = freeBounds(rules);
  const cache = most(0n, sample.caches - (sample.shared + sample.unevictable));
  let targetFree = mostFree;
  let targetCache = cache;
  for (const [limit, room] of [
    [rules.reclaimCache, sample.hostFree - rules.hostLow],
    [rules.criticalCache, sample.hostAvailable - rules.criticalMargin],
    [rules.moderateCache, sample.hostAvailable - rules.moderateMargin],
  ] as const) {
    const wantedFree = most(rules.guestLow + room, leastFree);
    if (limit <= 0n || wantedFree >= mostFree || cache <= limit) continue;
    targetFree = least(targetFree, wantedFree);
    targetCache = least(targetCache, limit);
  }
  const surplus = free - targetFree;
  const delta = targetFree === mostFree ? surplus : least(surplus, cache - targetCache);
  const isSkipped =
    targetFree === mostFree &&
    free >= leastFree + ((mostFree - leastFree) / 4n) * 3n &&
    free / mostFree === (free + delta) / mostFree;
  return isSkipped ? { delta: 0n, isSkipped } : { delta, isSkipped };
}

function sampleOf(
  { statistics }: VmView,
  host: Pick<LimitCacheSample, "hostFree" | "hostAvailable">,
): LimitCacheSample | null {
  if (statistics === null) return null;
  return {
    ...host,
    free: reported(statistics.freeBytes),
    caches: reported(statistics.cachesBytes),
    shared: reported(statistics.sharedBytes),
    unevictable: reported(statistics.unevictableBytes),
  };
}

/** The guest's watermarks as /proc/zoneinfo has them; its reserve is one and a half times the high ones, and what zones keep. */
function watermarksOf({ statistics }: VmView): Pick<LimitCacheRules, "guestLow" | "guestReserve"> | null {
  const { lowBytes, highBytes, lowmemReserveBytes } = statistics ?? {};
  if (lowBytes == null || highBytes == null || lowmemReserveBytes == null) return null;
  const high = highBytes - lowmemReserveBytes;
  return {
    guestLow: BigInt(lowBytes - lowmemReserveBytes),
    guestReserve: BigInt(Math.floor(high * 1.5) + lowmemReserveBytes),
  };
}

function sparedAll(balloon: bigint, limits: DeflationLimits, { killRequests }: VmView, mostDeflate: bigint): bigint {
  return killRequests.reduce((size, request) => spareProcess(size, limits, request, mostDeflate).balloon, balloon);
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
