import type { Course } from "./course.ts";

/** A background reclaimer: asleep, or awake with a clock. */
export class Kswapd {
  clockNs: number | null = null;

  /** Wakes it at the course's time; says whether it slept. */
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

/** Pages evicted at once by a reclaimer that works with watermarks. */
export const RECLAIM_BATCH = 32;
