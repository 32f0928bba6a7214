import { EngineError } from "../engine/error.ts";
import { ManagerError } from "../manager/own/own.ts";
import { simulateWith } from "../simulation/simulate.ts";
import type { LoadedScenario } from "./source/source.ts";
import type { Measures } from "./verdict/measures.ts";
import type { Made } from "./verdict/verdict.ts";

/** What came of a run: its measures, or why it could not be made. */
export type Outcome = Measures | Failed;

/** A run that could not be made. */
export interface Failed {
  /** One sentence. */
  readonly problem: string;
  /** What is to blame: there is not enough engine memory, it is no valid scenario, or the user's own manager cannot decide. */
  readonly blame: "memory" | "scenario" | "manager";
}

/** A run, or why it could not be made. */
export type Attempt = Made | Failed;

/** Whether a run was made. */
export function isMade(attempt: Attempt): attempt is Made {
  return !("problem" in attempt);
}

/** Whether a run has measures. */
export function isMeasured(outcome: Outcome): outcome is Measures {
  return !("problem" in outcome);
}

/** Where runs are made. */
export interface Runs {
  /** Makes a run, now or when those asked for before it are under way; `told` hears of the simulated time it has come to. */
  run(input: LoadedScenario, told: (simulatedNs: number) => void): Promise<Attempt>;
  /** Ends what is under way, and gives the memory back. */
  close(): Promise<void>;
}

/** What runs need. */
export interface RunsOptions {
  /** Most runs that are asked for at once. */
  readonly atOnce: number;
  readonly signal: AbortSignal | undefined;
}

/** Opens a place for runs on a module of the engine. */
export type OpenRuns = (module: WebAssembly.Module, options: RunsOptions) => Runs;

/** Makes one run; a scenario for which there is not enough memory, or whose manager cannot decide, is an outcome, not an error. Throws the signal's reason when it is stopped. */
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

/** The outcome of a run that ended with an error; throws one that is a fault of the program. */
export function failed(error: unknown): Failed {
  if (error instanceof EngineError) return { problem: error.message, blame: "memory" };
  if (error instanceof ManagerError) return { problem: error.message, blame: "manager" };
  throw error;
}

/** Makes runs one after the other, where it is called. */
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
