import { EngineError } from "../engine/error.ts";
import { ManagerError } from "../manager/own.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { simulateWith } from "../simulation/simulate.ts";
import type { Trace } from "../trace/trace.ts";
import { type Measures, measuresOf } from "./measures.ts";

/** What came of a run: its measures, or why it could not be made. */
export type Outcome = Measures | { readonly problem: string };

/** Whether a run was made. */
export function isMeasured(outcome: Outcome): outcome is Measures {
  return !("problem" in outcome);
}

/** Where runs are made. */
export interface Runs {
  /** Makes a run, now or when those asked for before it are under way; `told` hears of the simulated time it has come to. */
  run(scenario: Scenario, told: (simulatedNs: number) => void): Promise<Outcome>;
  /** Ends what is under way, and gives the memory back. */
  close(): Promise<void>;
}

/** What runs need. */
export interface RunsOptions {
  /** The traces of all the scenarios, by file as they name them. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** Runs there will be at once, at most. */
  readonly atOnce: number;
  readonly signal: AbortSignal | undefined;
}

/** Opens a place for runs on a module of the engine. */
export type OpenRuns = (module: WebAssembly.Module, options: RunsOptions) => Runs;

/** Makes one run; a scenario for which there is not enough memory, or whose manager cannot decide, is an outcome, not an error. Throws the signal's reason when it is stopped. */
export async function makeRun(
  module: WebAssembly.Module,
  scenario: Scenario,
  traces: ReadonlyMap<string, Trace>,
  told: (simulatedNs: number) => void,
  signal?: AbortSignal,
): Promise<Outcome> {
  try {
    const onProgress = ({ simulatedNs }: { readonly simulatedNs: number }) => told(simulatedNs);
    const options = signal === undefined ? { traces, onProgress } : { traces, onProgress, signal };
    const result = await simulateWith(module, scenario, options);
    signal?.throwIfAborted();
    return measuresOf(result);
  } catch (error) {
    if (error instanceof EngineError || error instanceof ManagerError) return { problem: error.message };
    throw error;
  }
}

/** Makes runs one after the other, where it is called. */
export const runsHere: OpenRuns = (module, { traces, signal }) => {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(scenario, told) {
      const mine = last.then(() => {
        signal?.throwIfAborted();
        return makeRun(module, scenario, traces, told, signal);
      });
      last = mine.catch(() => undefined);
      return mine;
    },
    async close() {
      await last;
    },
  };
};
