import { hotspot } from "./hotspot.ts";
import { idle } from "./idle.ts";
import { loop } from "./loop.ts";
import { mix } from "./mix.ts";
import type { PatternKind } from "./pattern.ts";
import { sequential } from "./sequential.ts";
import { series } from "./series.ts";
import { trace } from "./trace.ts";
import { uniform } from "./uniform.ts";
import { workingSet } from "./working-set.ts";
import { zipf } from "./zipf.ts";

/** Every workload pattern. */
export const patterns: readonly PatternKind[] = [
  uniform, // equal probability
  zipf, // few pages get most references
  sequential, // a scan
  loop, // a cycle
  hotspot, // hot and cold
  workingSet, // a drifting set
  idle, // almost no references
  mix, // several at once
  trace, // a recorded trace
  series, // memory in use over time
];
