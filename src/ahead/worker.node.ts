import { workerData } from "node:worker_threads";
import type { Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { Maker } from "./maker.ts";
import type { SharedRings } from "./ring.ts";

/** Input of the thread: everything that determines the references, and the rings to fill. */
export interface Task {
  readonly scenario: Scenario;
  /** Traces with their references in shared memory. */
  readonly traces: ReadonlyMap<string, Trace>;
  readonly shared: SharedRings;
}

const { scenario, traces, shared }: Task = workerData;
new Maker(scenario, traces, shared).work();
