/** How hard the kernel finds it to free memory; `null`: it was not tried often enough to tell. */
export type Pressure = "low" | "medium" | "critical" | null;

/** From which share of pages looked at in vain a level begins, and how many pages must have been looked at. */
export interface PressureLevels {
  readonly medium: number;
  readonly critical: number;
  readonly windowPages: number;
}

/** The level of pressure that Linux reports for so many pages looked at and freed (mm/vmpressure.c, `vmpressure_calc_level`). */
export function vmpressure(scannedPages: number, reclaimedPages: number, levels: PressureLevels): Pressure {
  if (scannedPages < levels.windowPages) return null;
  const percent = percentInVain(scannedPages, reclaimedPages);
  if (percent >= inPercent(levels.critical)) return "critical";
  return percent >= inPercent(levels.medium) ? "medium" : "low";
}

/** In the kernel's integers, which cut down twice: never less than the share in whole percent, cut down, and at times one more. */
function percentInVain(scanned: number, reclaimed: number): number {
  if (reclaimed >= scanned) return 0;
  const scale = scanned + reclaimed;
  return Math.floor(((scale - Math.floor((reclaimed * scale) / scanned)) * 100) / scale);
}

function inPercent(share: number): number {
  return Math.round(share * 1e4) / 100;
}
