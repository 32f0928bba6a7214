import { EngineError } from "../engine/error.ts";
import { type Bench, type Job, type JobResult, runJob } from "./job.ts";

/** What a worker is given: a job on a trace in shared memory, and where to count references made. */
export interface Task {
  readonly bench: Bench;
  readonly job: Job;
  readonly done: BigUint64Array;
}

/** What a worker gives back. Errors are passed as text, since their class does not travel. */
export type TaskResult = JobResult | { readonly problem: string };

/** Does one job in a worker. */
export default async function work({ bench, job, done }: Task): Promise<TaskResult> {
  try {
    return await runJob(bench, job, (references) => {
      Atomics.add(done, 0, BigInt(references));
    });
  } catch (error) {
    if (error instanceof EngineError) return { problem: error.message };
    throw error;
  }
}
