import type { Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { type Attempt, makeRun } from "./runs.ts";

/** What a worker is given: a run to make, and where to write how far it has come. */
export interface Task {
  readonly module: WebAssembly.Module;
  readonly scenario: Scenario;
  /** Their references are in shared memory. */
  readonly traces: ReadonlyMap<string, Trace>;
  readonly reachedNs: Float64Array;
}

/** Makes one run in a worker. */
export default async function work({ module, scenario, traces, reachedNs }: Task): Promise<Attempt> {
  return makeRun(module, { scenario, traces }, (simulatedNs) => {
    reachedNs[0] = simulatedNs;
  });
}
