import { hotspot } from "./hotspot.ts";
import { idle } from "./idle.ts";
import { loop } from "./loop.ts";
import { mix } from "./mix.ts";
import type { PatternKind } from "./pattern.ts";
import { sequential } from "./sequential.ts";
import { trace } from "./trace.ts";
import { uniform } from "./uniform.ts";
import { workingSet } from "./working-set.ts";
import { zipf } from "./zipf.ts";

/** Every workload pattern. */
export const patterns: readonly PatternKind[] = [
  uniform, // even
  zipf, // a few pages get most
  sequential, // a scan
  loop, // a cycle
  hotspot, // hot and cold
  workingSet, // a set that drifts
  idle, // next to nothing
  mix, // several at once
  trace, // a recording
];
