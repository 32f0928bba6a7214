import { workerData } from "node:worker_threads";
import type { Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { Maker } from "./maker.ts";
import type { SharedRings } from "./ring.ts";

/** What the thread is given: all that decides the references, and where to put them. */
export interface Task {
  readonly scenario: Scenario;
  /** Their references are in shared memory. */
  readonly traces: ReadonlyMap<string, Trace>;
  readonly shared: SharedRings;
}

const { scenario, traces, shared }: Task = workerData;
new Maker(scenario, traces, shared).work();
