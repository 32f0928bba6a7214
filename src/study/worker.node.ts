import type { Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { type Attempt, makeRun } from "./runs.ts";

/** Input of a worker: the run, and the shared memory for its progress. */
export interface Task {
  readonly module: WebAssembly.Module;
  readonly scenario: Scenario;
  /** Traces with their references in shared memory. */
  readonly traces: ReadonlyMap<string, Trace>;
  readonly reachedNs: Float64Array;
}

/** Executes one run in a worker. */
export default async function work({ module, scenario, traces, reachedNs }: Task): Promise<Attempt> {
  return makeRun(module, { scenario, traces }, (simulatedNs) => {
    reachedNs[0] = simulatedNs;
  });
}
