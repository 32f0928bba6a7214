/** The most points of a series. */
export const MOST_POINTS = 50_000;

/** What can be known of a VM's memory at a moment. */
export const QUANTITIES = ["anonymous", "used", "cache", "touched", "faults"] as const;

export type Quantity = (typeof QUANTITIES)[number];

/** A point as it was written, memory in bytes; `null`: not known. */
export interface WrittenPoint extends Readonly<Record<Quantity, number | null>> {
  readonly atNs: number;
}
