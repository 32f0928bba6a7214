import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Scenario } from "../scenario/scenario.ts";
import { threadFile } from "../thread/thread-file.node.ts";
import { allShared } from "../trace/shared.ts";
import type { Trace } from "../trace/trace.ts";
import { mostReferences } from "../workload/phases.ts";
import { createRings, Rings, type SharedRings, streamsOf } from "./ring.ts";
import type { Task } from "./worker.node.ts";

const WORKER = threadFile(() => new URL("./worker.node.js", import.meta.url));

/** With fewer references, a second thread saves less than the 50 ms it takes to start and to be optimized. */
const LEAST_REFERENCES = 30_000_000;
/** Rings of this many streams take 256 MiB. */
const MOST_STREAMS = 1024;

/** References generated ahead by another thread. */
export interface Ahead {
  /** Rings from which the simulation takes the references. */
  readonly rings: SharedRings;
  close(): Promise<void>;
}

/** Starts a thread that generates a scenario's references ahead; `null` where that does not pay. */
export function makeAhead(scenario: Scenario, traces: ReadonlyMap<string, Trace>): Ahead | null {
  const { count } = streamsOf(scenario);
  if (availableParallelism() < 2 || count > MOST_STREAMS || referencesToMake(scenario) < LEAST_REFERENCES) return null;
  if (WORKER === null) return null;
  const rings = createRings(count);
  const worker = new Worker(new URL(WORKER), {
    workerData: { scenario, traces: allShared(traces), shared: rings } satisfies Task,
  });
  // If the thread fails, the simulating thread generates the references itself.
  worker.on("error", () => undefined);
  worker.unref();
  return {
    rings,
    async close() {
      new Rings(rings).stop();
      await worker.terminate();
    },
  };
}

/** Upper bound of the references to generate; those of traces are only copied and do not count. */
function referencesToMake(scenario: Scenario): number {
  return scenario.vms.reduce(
    (sum, vm) => sum + mostReferences(vm, scenario, ({ pattern }) => pattern.kind !== "trace"),
    0,
  );
}
