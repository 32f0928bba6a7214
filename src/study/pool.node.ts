import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import { threadFile } from "../thread-file.node.ts";
import type { Trace } from "../trace/trace.ts";
import { type OpenRuns, type Outcome, runsHere } from "./runs.ts";
import type { Task } from "./worker.node.ts";

const WORKER = threadFile(() => new URL("./worker.node.js", import.meta.url));

/** How often a look is taken at how far the workers have come. */
const LOOK_MS = 100;

/**
 * Makes runs on so many cores at once (all there are, unless said otherwise); on a single one, here. A manager that a program handed
 * over cannot go to another thread: its runs are made here, one after the other.
 */
export function runsOnCores(cores: number = availableParallelism()): OpenRuns {
  return (module, options) => {
    const here = runsHere(module, options);
    const threads = Math.min(cores, options.atOnce);
    // What a module remembers from one run must not reach the next, so even on one core each gets a new thread.
    const isolateWorkers = options.hasModules;
    if (WORKER === null || (threads < 2 && !isolateWorkers)) return here;
    const pool = new Tinypool({ filename: WORKER, minThreads: threads, maxThreads: threads, isolateWorkers });
    const traces = new Map(Array.from(options.traces, ([name, trace]) => [name, shared(trace)]));
    const stopped = new Promise<never>((_, reject) => {
      options.signal?.addEventListener("abort", () => reject(options.signal?.reason), { once: true });
    });
    // Nobody may be waiting when it comes.
    stopped.catch(() => undefined);
    return {
      async run(input, told) {
        const { scenario, manager, managerModule } = input;
        if (manager !== undefined && managerModule === undefined) return here.run(input, told);
        options.signal?.throwIfAborted();
        const reachedNs = new Float64Array(new SharedArrayBuffer(8));
        const look = setInterval(() => told(reachedNs[0] ?? 0), LOOK_MS);
        const task: Task = { module, scenario, managerModule, traces, reachedNs };
        try {
          const outcome: Promise<Outcome> = pool.run(task);
          return await Promise.race([outcome, stopped]);
        } finally {
          clearInterval(look);
        }
      },
      async close() {
        await Promise.all([here.close(), pool.destroy()]);
      },
    };
  };
}

/** The trace with its references in memory that all workers see, so that none is copied for a run. */
function shared(trace: Trace): Trace {
  const references = new Uint32Array(new SharedArrayBuffer(trace.references.byteLength));
  references.set(trace.references);
  return { ...trace, references };
}
