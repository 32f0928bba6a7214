import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Scenario } from "../scenario/scenario.ts";
import { threadFile } from "../thread-file.node.ts";
import { allShared } from "../trace/shared.ts";
import type { Trace } from "../trace/trace.ts";
import { mostReferences } from "../workload/phases.ts";
import { createRings, Rings, type SharedRings, streamsOf } from "./ring.ts";
import type { Task } from "./worker.node.ts";

const WORKER = threadFile(() => new URL("./worker.node.js", import.meta.url));

/** A thread takes 50 ms to start and to come to its speed: what it saves of fewer references is less. */
const LEAST_REFERENCES = 30_000_000;
/** Rings of so many streams take 256 MiB. */
const MOST_STREAMS = 1024;

/** References that another thread makes ahead. */
export interface Ahead {
  /** Where whoever simulates takes them from. */
  readonly rings: SharedRings;
  close(): Promise<void>;
}

/** Lets another thread make a scenario's references ahead, where that pays; `null`: it does not. */
export function makeAhead(scenario: Scenario, traces: ReadonlyMap<string, Trace>): Ahead | null {
  const { count } = streamsOf(scenario);
  if (availableParallelism() < 2 || count > MOST_STREAMS || referencesToMake(scenario) < LEAST_REFERENCES) return null;
  if (WORKER === null) return null;
  const rings = createRings(count);
  const worker = new Worker(new URL(WORKER), {
    workerData: { scenario, traces: allShared(traces), shared: rings } satisfies Task,
  });
  // Streams are made by whoever simulates when it does not answer.
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

/** References that have to be made: those of a trace are only copied. */
function referencesToMake({ vms, durationNs }: Scenario): number {
  return vms.reduce((sum, vm) => sum + mostReferences(vm, durationNs, ({ pattern }) => pattern.kind !== "trace"), 0);
}
