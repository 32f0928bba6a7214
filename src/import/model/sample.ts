/** What a VM was like at one moment. What is not known is `null`, never 0. */
export interface Sample {
  /** Unix seconds. */
  readonly time: number;
  /** Whether it ran. */
  readonly isRunning: boolean;
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
  const complete = all.filter((one): one is DriverStatistics => one !== null && one.total !== null);
  const has = (name: keyof DriverStatistics) =>
    complete.filter((one) => one[name] !== null).length * 2 >= Math.max(1, complete.length);
  const needed = (["total", "free", "usable", "caches"] as const).filter(has);
  return all.map((one) => {
    if (one === null || needed.some((name) => one[name] === null)) return UNKNOWN;
    return demandOf({
      total: one.total,
      free: has("free") ? one.free : null,
      usable: has("usable") ? one.usable : null,
      caches: has("caches") ? one.caches : null,
    });
  });
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

/** A moment at which a VM ran, of which nothing else is known. */
export function silent(time: number): Sample {
  return { time, isRunning: true, anonymousBytes: null, cacheBytes: null, majorFaults: null };
}

/** A moment at which a VM did not run. */
export function off(time: number): Sample {
  return { ...silent(time), isRunning: false };
}
