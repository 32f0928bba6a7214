import { EngineError } from "../engine/error.ts";
import { untilAborted } from "../thread/until-aborted.ts";
import { TraceError } from "../trace/error.ts";
import type { Trace } from "../trace/trace.ts";
import { LabError } from "./error.ts";

/** A trace that is read when needed. */
export interface TraceSource {
  readonly name: string;
  read(): Promise<Trace>;
}

/** A trace that failed. */
export interface FailedTrace {
  readonly name: string;
  /** Why, in one sentence. */
  readonly problem: string;
}

/** Progress over many traces. */
export interface ManyProgress {
  readonly tracesDone: number;
  readonly traces: number;
  /** References replayed, over all traces and runs. */
  readonly references: number;
  readonly seconds: number;
}

/** Options for work on many traces. */
export interface ManyOptions {
  /** Number of traces processed at a time. */
  readonly atOnce: number;
  readonly onProgress?: ((progress: ManyProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does some work on each of many traces, several at a time, and returns the results in order. A trace that fails does not affect the
 * others. `work` reports the number of references it has replayed so far.
 */
export async function eachTrace<T>(
  sources: readonly TraceSource[],
  work: (trace: Trace, told: (references: number) => void) => Promise<T>,
  { atOnce, onProgress, signal }: ManyOptions,
): Promise<(T | FailedTrace)[]> {
  const began = performance.now();
  const made = new Float64Array(sources.length);
  const results = new Map<number, T | FailedTrace>();
  const tell = () => {
    const references = made.reduce((sum, one) => sum + one, 0);
    const seconds = (performance.now() - began) / 1000;
    onProgress?.({ tracesDone: results.size, traces: sources.length, references, seconds });
  };
  const queue = sources.entries();
  const goThrough = async () => {
    for (const [at, source] of queue) {
      signal?.throwIfAborted();
      const result = await alone(source, async () =>
        work(await untilAborted(source.read(), signal), (references) => {
          made[at] = references;
          tell();
        }),
      );
      results.set(at, result);
      tell();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(atOnce, sources.length)) }, goThrough));
  return sources.flatMap((_, at) => results.get(at) ?? []);
}

/** The result of one trace, or why it has none. */
async function alone<T>({ name }: TraceSource, work: () => Promise<T>): Promise<T | FailedTrace> {
  try {
    return await work();
  } catch (error) {
    const isOwn = error instanceof TraceError || error instanceof LabError || error instanceof EngineError;
    if (!isOwn) throw error;
    return { name, problem: error.message };
  }
}

/** Whether a trace failed. */
export function isFailed(result: object): result is FailedTrace {
  return "problem" in result;
}
