import type { OwnManager } from "../manager/own.ts";
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
  /** A memory manager of one's own, in charge instead of the one the scenario names; it decides at the scenario's period. */
  readonly manager?: OwnManager | undefined;
  /** Called several times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the run; what was reached is returned as a result whose outcome is `stopped`. */
  readonly signal?: AbortSignal;
}

/** How long the event loop may have to wait. */
const BREATH_MS = 50;

/** Runs a scenario to its end, leaving the event loop free now and then. `open`: where references come from, unless they are made here. */
export async function simulateWith(
  module: WebAssembly.Module,
  scenario: Scenario,
  options: SimulateOptions = {},
  open?: OpenStream,
): Promise<Result> {
  const started = performance.now();
  const simulation = await Simulation.create(module, scenario, options.traces ?? new Map(), options.manager, {
    open,
  });
  const wallSeconds = () => (performance.now() - started) / 1000;
  let breath = performance.now();
  while (!simulation.step(scenario.durationNs) && options.signal?.aborted !== true) {
    if (performance.now() - breath < BREATH_MS) continue;
    const { nowNs, references } = simulation;
    options.onProgress?.({
      simulatedNs: nowNs,
      durationNs: scenario.durationNs,
      references,
      wallSeconds: wallSeconds(),
    });
    await new Promise((resolve) => setTimeout(resolve, 0));
    breath = performance.now();
  }
  const { references, engineBytes } = simulation;
  const seconds = wallSeconds();
  return simulation.result({
    wallSeconds: seconds,
    references,
    referencesPerSecond: references / seconds,
    engineBytes,
  });
}
