import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import { EngineError } from "../engine/error.ts";
import { threadFile } from "../thread/thread-file.node.ts";
import { untilAborted } from "../thread/until-aborted.ts";
import { TraceError } from "../trace/error.ts";
import { readTraceFile } from "../trace/file.node.ts";
import type { TraceOptions } from "../trace/read.ts";
import type { Trace } from "../trace/trace.ts";
import { type Bench, type Runner, runHere } from "./job.ts";
import { type LabWorkers, workersHere } from "./study.ts";
import type { Problem, Task, TaskResults } from "./worker.node.ts";

const WORKER = threadFile(() => new URL("./worker.node.js", import.meta.url));

/** Time between two checks of the workers' progress. */
const LOOK_MS = 100;

/** Worker threads of the laboratory. */
export interface Cores extends LabWorkers {
  readonly threads: number;
  /** Reads a trace file in a thread; its references are in shared memory. */
  readTrace(file: string, options: TraceOptions): Promise<Trace>;
  close(): Promise<void>;
}

/** Starts worker threads; default: one per core. */
export function openCores(threads = availableParallelism()): Cores {
  if (WORKER === null) return { ...workersHere, threads: 1, readTrace: readTraceFile, close: async () => {} };
  const pool = new Tinypool({ filename: WORKER, minThreads: 1, maxThreads: threads, isolateWorkers: false });
  const run = async <K extends Task["kind"]>(task: Extract<Task, { readonly kind: K }>): Promise<TaskResults[K]> => {
    const result: TaskResults[K] | Problem = await pool.run(task);
    if (typeof result !== "object" || !("problem" in result)) return result;
    const { problem, trace } = result;
    throw trace === null ? new EngineError(problem) : new TraceError(trace, null, problem.slice(trace.length + 2));
  };
  const watched = async <T>(
    bench: Bench,
    told: (references: number) => void,
    signal: AbortSignal | undefined,
    work: (shared: Bench, done: BigUint64Array) => Promise<T>,
  ): Promise<T> => {
    signal?.throwIfAborted();
    const done = new BigUint64Array(new SharedArrayBuffer(8));
    const look = setInterval(() => told(Number(Atomics.load(done, 0))), LOOK_MS);
    try {
      return await untilAborted(work({ ...bench, references: shared(bench.references) }, done), signal);
    } finally {
      clearInterval(look);
    }
  };
  return {
    threads,
    replays: (bench, jobs, told, signal) =>
      watched(bench, told, signal, (common, done) =>
        Promise.all(jobs.map((job) => run({ kind: "replay", bench: common, job, done }))),
      ),
    distances: (bench, sampling, told, signal) =>
      watched(bench, told, signal, (common, done) => run({ kind: "distances", bench: common, sampling, done })),
    readTrace: (file, options) => run({ kind: "read", file, options }),
    close: () => pool.destroy(),
  };
}

/** References in shared memory: the same array if it already is there. */
function shared(references: Uint32Array): Uint32Array {
  if (references.buffer instanceof SharedArrayBuffer) return references;
  const copy = new Uint32Array(new SharedArrayBuffer(references.byteLength));
  copy.set(references);
  return copy;
}

/** Runs the jobs on all cores with a shared trace; a single job, or with a single core, in this thread. */
export const runOnCores: Runner = async (bench, jobs, told, signal) => {
  const threads = Math.min(availableParallelism(), jobs.length);
  if (WORKER === null || threads < 2) return runHere(bench, jobs, told, signal);
  const cores = openCores(threads);
  try {
    return await cores.replays(bench, jobs, told, signal);
  } finally {
    await cores.close();
  }
};
