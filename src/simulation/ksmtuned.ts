import type { SharingOrder, SharingView } from "../manager/manager.ts";
import type { Ksmtuned } from "../scenario/scenario.ts";

/** What ksmtuned sees of the host. */
export interface SharedHost {
  readonly memoryPages: number;
  readonly freePages: number;
  /** Memory of the VMs that run: the virtual sizes of their processes. */
  readonly promisedPages: number;
  readonly sharing: SharingView;
}

/** How ksmtuned lets the scanner go on: it stops it while everything would fit, else speeds it up or slows it down. */
export function tuneSharing(host: SharedHost, tuning: Ksmtuned): SharingOrder {
  const { pagesToScan, sleepNs } = host.sharing;
  const { thresholdPages, boostPages, decayPages, leastPages, mostPages } = tuning;
  if (host.promisedPages + thresholdPages < host.memoryPages && host.freePages > thresholdPages)
    return { running: false, pagesToScan, sleepNs };
  const wanted = host.freePages < thresholdPages ? pagesToScan + boostPages : pagesToScan - decayPages;
  return { running: true, pagesToScan: Math.min(Math.max(wanted, leastPages), mostPages), sleepNs };
}
