import type { Sample } from "./sample.ts";

/** What a VM did between a boot and the shutdown after it. */
export interface Life {
  /** Unix seconds of its boot; `null`: it ran when the recording began. */
  readonly boot: number | null;
  /** Unix seconds of its shutdown; `null`: it ran when the recording ended. */
  readonly shutdown: number | null;
  readonly samples: readonly Sample[];
  /** Unix seconds at which its counters began again although it was never seen off: it restarted. */
  readonly restarts: readonly number[];
}

/** The lives of a VM, which its samples show. */
export function livesOf(samples: readonly Sample[]): Life[] {
  const lives: Life[] = [];
  let living: Sample[] = [];
  let boot: number | null = null;
  let wasOff = false;
  const end = (shutdown: number | null) => {
    if (living.length > 0) lives.push({ boot, shutdown, samples: living, restarts: restartsOf(living) });
    living = [];
  };
  for (const sample of samples) {
    if (sample.isRunning) {
      if (living.length === 0) boot = wasOff ? sample.time : null;
      living.push(sample);
    } else end(sample.time);
    wasOff = !sample.isRunning;
  }
  end(null);
  return lives;
}

function restartsOf(samples: readonly Sample[]): number[] {
  const restarts: number[] = [];
  let before: number | null = null;
  for (const { time, majorFaults } of samples) {
    if (majorFaults === null) continue;
    if (before !== null && majorFaults < before) restarts.push(time);
    before = majorFaults;
  }
  return restarts;
}
