/** How hard the kernel finds it to free memory; `null`: it was not tried often enough to tell. */
export type Pressure = "low" | "medium" | "critical" | null;

/** From which share of pages looked at in vain a level begins, and how many pages must have been looked at. */
export interface PressureLevels {
  readonly medium: number;
  readonly critical: number;
  readonly windowPages: number;
}

/** The level of pressure that Linux reports for so many pages looked at and freed (mm/vmpressure.c). */
export function vmpressure(scannedPages: number, reclaimedPages: number, levels: PressureLevels): Pressure {
  if (scannedPages < levels.windowPages) return null;
  const inVain = Math.max(0, scannedPages - reclaimedPages) / scannedPages;
  if (inVain >= levels.critical) return "critical";
  return inVain >= levels.medium ? "medium" : "low";
}
