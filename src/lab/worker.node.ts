import { EngineError } from "../engine/error.ts";
import { TraceError } from "../trace/error.ts";
import { readTraceFile } from "../trace/file.node.ts";
import type { TraceOptions } from "../trace/read.ts";
import type { Trace } from "../trace/trace.ts";
import { type Distances, findDistances, type Sampling } from "./curve/distances.ts";
import { type Bench, type Job, type JobResult, runJob } from "./job.ts";

/** Input of a worker: a trace to read; or a job on a trace in shared memory, with a counter of references replayed. */
export type Task =
  | { readonly kind: "read"; readonly file: string; readonly options: TraceOptions }
  | { readonly kind: "replay"; readonly bench: Bench; readonly job: Job; readonly done: BigUint64Array }
  | { readonly kind: "distances"; readonly bench: Bench; readonly sampling: Sampling; readonly done: BigUint64Array };

/** Result of each kind of task. */
export interface TaskResults {
  readonly read: Trace;
  readonly replay: JobResult;
  readonly distances: Distances;
}

/** Errors are passed as text because their class is lost between threads. */
export interface Problem {
  readonly problem: string;
  /** The trace that the message starts with; `null`: an error of the engine. */
  readonly trace: string | null;
}

/** Does one task in a worker. */
export default async function work(task: Task): Promise<TaskResults[Task["kind"]] | Problem> {
  try {
    switch (task.kind) {
      case "read":
        return shared(await readTraceFile(task.file, task.options));
      case "replay":
        return await runJob(task.bench, task.job, counting(task.done));
      case "distances":
        return await findDistances(task.bench, task.sampling, counting(task.done));
    }
  } catch (error) {
    if (error instanceof EngineError) return { problem: error.message, trace: null };
    if (error instanceof TraceError) return { problem: error.message, trace: error.trace };
    throw error;
  }
}

function counting(done: BigUint64Array): (references: number) => void {
  return (references) => {
    Atomics.add(done, 0, BigInt(references));
  };
}

/** The same trace with its references in shared memory. */
function shared(trace: Trace): Trace {
  const references = new Uint32Array(new SharedArrayBuffer(trace.references.byteLength));
  references.set(trace.references);
  return { ...trace, references };
}
