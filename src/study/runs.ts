import { EngineError } from "../engine/error.ts";
import { ManagerError } from "../manager/own/own.ts";
import { simulateWith } from "../simulation/simulate.ts";
import type { LoadedScenario } from "./source/source.ts";
import type { Measures } from "./verdict/measures.ts";
import type { Made } from "./verdict/verdict.ts";

/** Outcome of a run: its measures, or why it failed. */
export type Outcome = Measures | Failed;

/** A failed run. */
export interface Failed {
  /** The reason, in one sentence. */
  readonly problem: string;
  /** Cause: too little engine memory, an invalid scenario, or a user's manager that cannot decide. */
  readonly blame: "memory" | "scenario" | "manager";
}

/** A finished run, or why it failed. */
export type Attempt = Made | Failed;

/** Whether a run succeeded. */
export function isMade(attempt: Attempt): attempt is Made {
  return !("problem" in attempt);
}

/** Whether a run has measures. */
export function isMeasured(outcome: Outcome): outcome is Measures {
  return !("problem" in outcome);
}

/** An executor of runs. */
export interface Runs {
  /** Starts a run, or queues it behind earlier ones. Calls `told` with the simulated time reached. */
  run(input: LoadedScenario, told: (simulatedNs: number) => void): Promise<Attempt>;
  /** Ends current runs and frees the memory. */
  close(): Promise<void>;
}

/** Options of an executor. */
export interface RunsOptions {
  /** Most runs requested at the same time. */
  readonly atOnce: number;
  readonly signal: AbortSignal | undefined;
}

/** Opens an executor of runs with a compiled engine module. */
export type OpenRuns = (module: WebAssembly.Module, options: RunsOptions) => Runs;

/** Executes one run. Too little memory or a manager that cannot decide is an outcome, not an exception. Throws the signal's reason when aborted. */
export async function makeRun(
  module: WebAssembly.Module,
  { scenario, traces, manager }: Pick<LoadedScenario, "scenario" | "traces" | "manager">,
  told: (simulatedNs: number) => void,
  signal?: AbortSignal,
): Promise<Attempt> {
  try {
    const onProgress = ({ simulatedNs }: { readonly simulatedNs: number }) => told(simulatedNs);
    let curves: Made["curves"] = [];
    const onEnd = ({ workCurves }: { readonly workCurves: Made["curves"] }) => {
      curves = workCurves;
    };
    const options = { traces, manager, onProgress, signal };
    return { result: await simulateWith(module, scenario, options, undefined, onEnd), curves };
  } catch (error) {
    return failed(error);
  }
}

/** The outcome of a run that threw an expected error; rethrows any other. */
export function failed(error: unknown): Failed {
  if (error instanceof EngineError) return { problem: error.message, blame: "memory" };
  if (error instanceof ManagerError) return { problem: error.message, blame: "manager" };
  throw error;
}

/** Executes runs in this thread, one after the other. */
export const runsHere: OpenRuns = (module, { signal }) => {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(input, told) {
      const mine = last.then(() => {
        signal?.throwIfAborted();
        return makeRun(module, input, told, signal);
      });
      last = mine.catch(() => undefined);
      return mine;
    },
    async close() {
      await last;
    },
  };
};
