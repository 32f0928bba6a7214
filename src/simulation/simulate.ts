import type { OwnManager } from "../manager/own/own.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import type { OpenStream } from "../workload/stream.ts";
import type { Result } from "./result.ts";
import { Simulation } from "./simulation.ts";

/** How far a run has come. */
export interface Progress {
  readonly simulatedNs: number;
  readonly durationNs: number;
  readonly references: number;
  readonly wallSeconds: number;
}

/** How to run a scenario. */
export interface SimulateOptions {
  /** The recorded traces the scenario names, by file as it names them. */
  readonly traces?: ReadonlyMap<string, Trace>;
  /** Your own memory manager, in charge instead of the one the scenario names; it decides at the scenario's period. */
  readonly manager?: OwnManager | undefined;
  /** Called several times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the run, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called once when the signal has stopped the run, with what was reached: a result whose outcome is `stopped`. */
  readonly onStopped?: ((partial: Result) => void) | undefined;
}

/** How long the event loop may have to wait. */
const BREATH_MS = 50;

/**
 * Runs a scenario to its end, leaving the event loop free now and then. Throws the signal's reason when it is stopped. `open`: where references
 * come from, unless they are made here.
 */
export async function simulateWith(
  module: WebAssembly.Module,
  scenario: Scenario,
  options: SimulateOptions = {},
  open?: OpenStream,
  onEnd?: (simulation: Simulation) => void,
): Promise<Result> {
  const { signal, onProgress, onStopped, manager, traces = new Map() } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  let breath = started;
  const breathe = async () => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    breath = performance.now();
  };
  const simulation = await Simulation.create(module, scenario, traces, manager, {
    open,
    onBoot: async () => {
      if (performance.now() - breath > BREATH_MS) await breathe();
      signal?.throwIfAborted();
    },
  });
  const wallSeconds = () => (performance.now() - started) / 1000;
  while (!simulation.step(scenario.durationNs)) {
    if (performance.now() - breath >= BREATH_MS) {
      const { nowNs, references } = simulation;
      const { durationNs } = scenario;
      onProgress?.({ simulatedNs: nowNs, durationNs, references, wallSeconds: wallSeconds() });
      await breathe();
    }
    if (signal?.aborted !== true) continue;
    onStopped?.(reached(simulation, wallSeconds()));
    throw signal.reason;
  }
  onEnd?.(simulation);
  return reached(simulation, wallSeconds());
}

function reached(simulation: Simulation, wallSeconds: number): Result {
  const { references, engineBytes } = simulation;
  return simulation.result({ wallSeconds, references, referencesPerSecond: references / wallSeconds, engineBytes });
}
