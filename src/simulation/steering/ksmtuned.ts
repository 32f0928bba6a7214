import type { Ksmtuned } from "../../scenario/scenario.ts";

/** What a look finds in /proc/meminfo and from ps. */
export interface SharedHost {
  /** MemTotal. */
  readonly memoryKib: number;
  /** MemFree + Buffers + Cached. */
  readonly freeKib: number;
  /** Memory of the running VMs' processes, by the metric of the tuning. */
  readonly committedKib: number;
}

/** What ksmtuned writes to the kernel. */
export interface ScannerPace {
  readonly running: boolean;
  readonly pagesToScan: number;
}

/**
 * One look of ksmtuned, `adjust` of https://github.com/ksmtuned/ksmtuned src/ksmtuned.sh.in: the scanner is stopped while the VMs' memory
 * leaves the threshold free and more than that is free, else sped up or slowed down. `pagesToScan`: what the look before came to, 0 at first.
 */
export function adjustScanner(
  { memoryKib, freeKib, committedKib }: SharedHost,
  pagesToScan: number,
  { thresholdKib, boostPages, decayPages, leastPages, mostPages }: Ksmtuned,
): ScannerPace {
  if (committedKib + thresholdKib < memoryKib && freeKib > thresholdKib) return { running: false, pagesToScan };
  const wanted = freeKib < thresholdKib ? pagesToScan + boostPages : pagesToScan - decayPages;
  return { running: true, pagesToScan: Math.min(Math.max(wanted, leastPages), mostPages) };
}
