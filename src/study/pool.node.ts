import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import { elementAt } from "../list/element-at.ts";
import { simulateModule } from "../own-manager/thread.node.ts";
import { threadFile } from "../thread/thread-file.node.ts";
import { allShared } from "../trace/shared.ts";
import { type Attempt, failed, type OpenRuns, type RunsOptions, runsHere } from "./runs.ts";
import type { LoadedScenario } from "./source/source.ts";
import { Turns } from "./turns.ts";
import type { Task } from "./worker.node.ts";

const WORKER = threadFile(() => new URL("./worker.node.js", import.meta.url));

/** Interval of progress reports from workers. */
const CHECK_MS = 100;

type Told = (simulatedNs: number) => void;

/**
 * Runs in parallel on this many cores (default: all), or in this thread with a single core. A run whose manager is a module gets its own thread
 * and a fresh instance of the module. A manager object cannot move to another thread, so its runs execute here, one after the other.
 */
export function runsOnCores(cores: number = availableParallelism()): OpenRuns {
  return (module, options) => {
    const here = runsHere(module, options);
    const threads = Math.min(cores, options.atOnce);
    const turns = new Turns(threads);
    const pool = WORKER === null || threads < 2 ? null : openPool(WORKER, threads, module, options);
    const inOwnThread = async (address: string, { scenario, traces }: LoadedScenario, told: Told): Promise<Attempt> => {
      try {
        const onProgress = ({ simulatedNs }: { readonly simulatedNs: number }) => told(simulatedNs);
        const watch = { onProgress, signal: options.signal, graceMs: 0 };
        return await simulateModule(address, { module, scenario, traces: allShared(traces), ahead: null }, watch);
      } catch (error) {
        options.signal?.throwIfAborted();
        return failed(error);
      }
    };
    return {
      async run(input, told) {
        const { manager, managerModule } = input;
        if (managerModule === undefined && manager !== undefined) return here.run(input, told);
        return turns.take(async () => {
          options.signal?.throwIfAborted();
          if (managerModule !== undefined) return inOwnThread(managerModule, input, told);
          return pool === null ? here.run(input, told) : pool.run(input, told);
        });
      },
      async close() {
        await Promise.all([here.close(), pool?.close()]);
      },
    };
  };
}

/** Threads for runs with registered managers; started at the first run. */
function openPool(filename: string, threads: number, module: WebAssembly.Module, { signal }: RunsOptions) {
  let pool: Tinypool | undefined;
  const stopped = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  // Nothing may await this promise when it rejects.
  stopped.catch(() => undefined);
  return {
    async run({ scenario, traces }: LoadedScenario, told: Told): Promise<Attempt> {
      pool ??= new Tinypool({ filename, minThreads: threads, maxThreads: threads, isolateWorkers: false });
      const reachedNs = new Float64Array(new SharedArrayBuffer(8));
      const look = setInterval(() => told(elementAt(reachedNs, 0)), CHECK_MS);
      const task: Task = { module, scenario, traces: allShared(traces), reachedNs };
      try {
        const outcome: Promise<Attempt> = pool.run(task);
        return await Promise.race([outcome, stopped]);
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY")) throw error;
        return {
          problem:
            "the JavaScript heap of its thread is full: sample less often, or raise the limit with node --max-old-space-size=MEBIBYTES",
          blame: "memory",
        };
      } finally {
        clearInterval(look);
      }
    },
    async close(): Promise<void> {
      await pool?.destroy();
    },
  };
}
