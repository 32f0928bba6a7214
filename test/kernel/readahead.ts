import type { Pattern } from "./generated.ts";

/** What the measurement of readahead replays, by name. */
export const PATTERNS: Readonly<Record<string, Pattern>> = {
  "uniform-1.5": { kind: "uniform", seed: 121, writes: 0.25, P: 4500, refs: 40_000 },
  "zipf0.99-4": { kind: "zipf", seed: 132, writes: 0.25, P: 12_000, a: 0.99, scattered: true, refs: 60_000 },
  "loop-1.25": { kind: "loop", seed: 111, writes: 0.25, P: 3750, refs: 26_250 },
};

/** Frames that it has for the pages of a trace. */
export const FRAMES = 3000;
