import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import { EngineError } from "../engine/error.ts";
import { threadFile } from "../thread-file.node.ts";
import { type Job, type JobResult, type Runner, runHere } from "./job.ts";
import type { Task, TaskResult } from "./worker.node.ts";

const WORKER = threadFile(() => new URL("./worker.node.js", import.meta.url));

/** How often a look is taken at how far the workers have come. */
const LOOK_MS = 100;

/** Does the jobs on all cores, the trace shared between them; a single job, or on a single core, here. */
export const runOnCores: Runner = async (bench, jobs, told, signal) => {
  const threads = Math.min(availableParallelism(), jobs.length);
  if (WORKER === null || threads < 2) return runHere(bench, jobs, told, signal);
  signal?.throwIfAborted();
  const references = new Uint32Array(new SharedArrayBuffer(bench.references.byteLength));
  references.set(bench.references);
  const done = new BigUint64Array(new SharedArrayBuffer(8));
  const pool = new Tinypool({ filename: WORKER, minThreads: threads, maxThreads: threads, isolateWorkers: false });
  const look = setInterval(() => told(Number(Atomics.load(done, 0))), LOOK_MS);
  const stopped = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  const runOne = async (job: Job): Promise<JobResult> => {
    const task: Task = { bench: { ...bench, references }, job, done };
    const result: TaskResult = await pool.run(task);
    if ("problem" in result) throw new EngineError(result.problem);
    return result;
  };
  try {
    return await Promise.race([Promise.all(jobs.map(runOne)), stopped]);
  } finally {
    clearInterval(look);
    await pool.destroy();
  }
};
