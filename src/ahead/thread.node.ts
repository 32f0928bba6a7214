import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Scenario } from "../scenario/scenario.ts";
import { threadFile } from "../thread-file.node.ts";
import type { Trace } from "../trace/trace.ts";
import { openStream, thinkNs } from "../workload/open.ts";
import type { OpenStream } from "../workload/stream.ts";
import { createRings, Rings, streamsOf } from "./ring.ts";
import { TakenStream } from "./taker.ts";
import type { Task } from "./worker.node.ts";

const WORKER = threadFile(() => new URL("./worker.node.js", import.meta.url));

/** A thread takes 50 ms to start and to come to its speed: what it saves of fewer references is less. */
const LEAST_REFERENCES = 30_000_000;
/** Of so many streams one is made by the thread that simulates: where references are quick to simulate, the other one is slower. */
const SHARED_OUT = 4;
/** Rings of so many streams take 256 MiB. */
const MOST_STREAMS = 1024;

/** References that another thread makes ahead. */
export interface Ahead {
  readonly open: OpenStream;
  close(): Promise<void>;
}

/** Lets another thread make a scenario's references ahead, where that pays; `null`: it does not. */
export function makeAhead(scenario: Scenario, traces: ReadonlyMap<string, Trace>): Ahead | null {
  const { first, count } = streamsOf(scenario);
  if (availableParallelism() < 2 || count > MOST_STREAMS || mostReferences(scenario) < LEAST_REFERENCES) return null;
  if (WORKER === null) return null;
  const shared = createRings(count);
  const task: Task = {
    scenario,
    traces: new Map(Array.from(traces, ([name, trace]) => [name, inShared(trace)])),
    shared,
  };
  const worker = new Worker(new URL(WORKER), { workerData: task });
  // Streams are made here when it does not answer.
  worker.on("error", () => undefined);
  worker.unref();
  const rings = new Rings(shared);
  return {
    open: (phase, workload, place) => {
      const openHere = () => openStream(phase, workload, place, traces);
      const stream = (first[place.vm] ?? 0) + place.vcpu;
      return stream % SHARED_OUT === SHARED_OUT - 1
        ? openHere()
        : new TakenStream(rings, stream, place.phase, openHere);
    },
    async close() {
      rings.stop();
      await worker.terminate();
    },
  };
}

/** References when nobody ever waits; those of a trace need only be copied, and do not count. */
function mostReferences({ vms, durationNs }: Scenario): number {
  return vms.reduce((sum, { vcpus, workload }) => {
    const phases = workload.phases.filter(({ pattern }) => pattern.kind !== "trace");
    const least = phases.reduce((fewest, phase) => Math.min(fewest, thinkNs(phase)), Number.POSITIVE_INFINITY);
    return sum + (vcpus * durationNs) / least;
  }, 0);
}

function inShared(trace: Trace): Trace {
  if (trace.references.buffer instanceof SharedArrayBuffer) return trace;
  const references = new Uint32Array(new SharedArrayBuffer(trace.references.byteLength));
  references.set(trace.references);
  return { ...trace, references };
}
