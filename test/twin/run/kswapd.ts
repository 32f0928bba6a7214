import type { Course } from "./course.ts";

/** A background reclaimer: asleep, or awake with a clock. */
export class Kswapd {
  clockNs: number | null = null;

  /** Wakes it at the course's time; returns whether it was asleep. */
  wake(course: Course): boolean {
    if (course.warm || this.clockNs !== null) return false;
    this.clockNs = course.nowNs;
    course.wokeActor = true;
    return true;
  }

  sleep(): void {
    this.clockNs = null;
  }
}

/** Batch size of a reclaimer with watermarks, in pages. */
export const RECLAIM_BATCH = 32;
