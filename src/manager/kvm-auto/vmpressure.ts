/** The kernel's level of memory pressure; `null`: too few pages were scanned for one. */
export type Pressure = "low" | "medium" | "critical" | null;

/** Share of the scanned pages that reclaim failed on, from which each level begins; and the pages scanned per event. */
export interface PressureLevels {
  readonly medium: number;
  readonly critical: number;
  readonly windowPages: number;
}

/** The level that Linux reports for these pages scanned and reclaimed (mm/vmpressure.c, `vmpressure_calc_level`). */
export function vmpressure(scannedPages: number, reclaimedPages: number, levels: PressureLevels): Pressure {
  if (scannedPages < levels.windowPages) return null;
  const percent = percentInVain(scannedPages, reclaimedPages);
  if (percent >= inPercent(levels.critical)) return "critical";
  return percent >= inPercent(levels.medium) ? "medium" : "low";
}

/** In the kernel's integers, which round down twice: the whole percent rounded down, or sometimes one more. */
function percentInVain(scanned: number, reclaimed: number): number {
  if (reclaimed >= scanned) return 0;
  const scale = scanned + reclaimed;
  return Math.floor(((scale - Math.floor((reclaimed * scale) / scanned)) * 100) / scale);
}

function inPercent(share: number): number {
  return Math.round(share * 1e4) / 100;
}
