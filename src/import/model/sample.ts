/** What a VM was like at one moment. What is not known is `null`, never 0. */
export interface Sample {
  /** Unix seconds. */
  readonly time: number;
  /** Whether it ran. */
  readonly isRunning: boolean;
  /** What the balloon leaves of its memory, in bytes. */
  readonly sizeBytes: number | null;
  /** Memory of programs in bytes, without the kernel's own. */
  readonly anonymousBytes: number | null;
  readonly cacheBytes: number | null;
  /** Major faults since the guest's boot. */
  readonly majorFaults: number | null;
}

/** What a guest's driver tells, in bytes. */
export interface DriverStatistics {
  /** MemTotal. */
  readonly total: number | null;
  /** MemFree. */
  readonly free: number | null;
  /** MemAvailable. */
  readonly usable: number | null;
  /** Buffers, Cached and SwapCached. */
  readonly caches: number | null;
}

/** Memory of programs and page cache. */
export type Demand = Pick<Sample, "anonymousBytes" | "cacheBytes">;

const UNKNOWN: Demand = { anonymousBytes: null, cacheBytes: null };

/**
 * Memory of programs and page cache by a driver's statistics, one after the other; `null`: it told nothing. All are computed in the same
 * way, by the numbers that most of them have; one that lacks such a number is not known.
 */
export function demandsOf(all: readonly (DriverStatistics | null)[]): Demand[] {
  const usual = usualOf(all);
  return all.map((one) => {
    if (one === null || usual.some((name) => one[name] === null)) return UNKNOWN;
    const known = (name: keyof DriverStatistics) => (usual.includes(name) ? one[name] : null);
    return demandOf({ total: one.total, free: known("free"), usable: known("usable"), caches: known("caches") });
  });
}

/** How `demandsOf` computes the demand, in words. */
export function demandInWords(all: readonly (DriverStatistics | null)[]): string {
  const usual = usualOf(all);
  const [hasFree, hasUsable, hasCaches] = [usual.includes("free"), usual.includes("usable"), usual.includes("caches")];
  if (hasFree && hasCaches) return "MemTotal - MemFree - page cache; page cache";
  if (hasFree && hasUsable) return "MemTotal - MemAvailable; MemAvailable - MemFree as page cache";
  return hasUsable ? "MemTotal - MemAvailable" : "MemTotal - MemFree, in which page cache counts as used";
}

/** The numbers that most answers have. */
function usualOf(all: readonly (DriverStatistics | null)[]): (keyof DriverStatistics)[] {
  const complete = all.filter((one): one is DriverStatistics => one !== null && one.total !== null);
  return (["total", "free", "usable", "caches"] as const).filter(
    (name) => complete.filter((one) => one[name] !== null).length * 2 >= Math.max(1, complete.length),
  );
}

/** Without caches they are what is available but not free; without free memory only what cannot be reclaimed is known. */
function demandOf({ total, free, usable, caches }: DriverStatistics): Demand {
  if (total === null) return UNKNOWN;
  const cacheBytes = caches ?? (usable !== null && free !== null ? Math.max(0, usable - free) : null);
  if (free !== null && cacheBytes !== null)
    return { anonymousBytes: Math.max(0, total - free - cacheBytes), cacheBytes };
  if (usable !== null) return { anonymousBytes: Math.max(0, total - usable), cacheBytes };
  return { anonymousBytes: free === null ? null : Math.max(0, total - free), cacheBytes };
}

/** Whether the samples tell a VM's use over time: page cache alone is not enough. */
export function isRecorded(samples: readonly Sample[]): boolean {
  return samples.some(({ anonymousBytes }) => anonymousBytes !== null);
}

/** A moment at which a VM ran, of which nothing else is known. */
export function silent(time: number): Sample {
  return { time, isRunning: true, sizeBytes: null, anonymousBytes: null, cacheBytes: null, majorFaults: null };
}

/** A moment at which a VM did not run. */
export function off(time: number): Sample {
  return { ...silent(time), isRunning: false };
}
