import { parentPort, workerData } from "node:worker_threads";
import type { SharedRings } from "../ahead/ring.ts";
import { takenFrom } from "../ahead/taken.ts";
import { ManagerError, type OwnManager, type OwnManagerObject } from "../manager/own/own.ts";
import { placeThrown, type SourcePlace } from "../manager/own/thrown.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Result } from "../simulation/result.ts";
import { type Progress, simulateWith } from "../simulation/simulate.ts";
import type { WorkCurve } from "../simulation/vm/work-curve.ts";
import type { Trace } from "../trace/trace.ts";
import { loadManager } from "./load.node.ts";
import { type SharedStage, Stage } from "./stage.ts";

/** Input of a module's thread. */
export interface ModuleTask {
  /** The address of the module's file. */
  readonly address: string;
  readonly stage: SharedStage;
  /** `null`: only load the module to check it. */
  readonly run: ModuleRun | null;
}

/** A run with a module's manager. */
export interface ModuleRun {
  readonly module: WebAssembly.Module;
  readonly scenario: Scenario;
  /** Traces with their references in shared memory. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** Rings in which another thread generates the references; `null`: this thread generates them. */
  readonly ahead: SharedRings | null;
}

/** Result of a run with a module's manager. */
export interface ModuleResult {
  readonly result: Result;
  /** In the order of the scenario's VMs. */
  readonly curves: readonly WorkCurve[];
}

/** Messages of a module's thread; the last one says how it ended. */
export type ModuleMessage =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "exit"; readonly code: unknown; readonly place: SourcePlace | null }
  | { readonly kind: "loaded"; readonly problem: string | null }
  | { readonly kind: "result"; readonly result: Result; readonly curves: readonly WorkCurve[] }
  | { readonly kind: "stopped"; readonly partial: Result | null }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

const { address, stage: shared, run }: ModuleTask = workerData;
const stage = new Stage(shared);

// Errors in compiled code, such as TypeScript, then name lines of the source if there is a source map.
process.setSourceMapsEnabled(true);

const { exit } = process;
process.exit = (code) => {
  const here = new Error();
  Error.captureStackTrace(here, process.exit);
  tell({ kind: "exit", code: code ?? process.exitCode ?? 0, place: placeThrown(here) });
  return exit(code);
};

const last = await work();
// Flush the manager's output before the thread is terminated.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))));
tell(last);

async function work(): Promise<ModuleMessage> {
  const loaded = await loadManager(address);
  if (run === null) return { kind: "loaded", problem: "problem" in loaded ? loaded.problem : null };
  const stop = new AbortController();
  let partial: Result | null = null;
  const onStopped = (reached: Result) => {
    partial = reached;
  };
  try {
    if ("problem" in loaded) throw new ManagerError(`the module ${address} ${loaded.problem}`);
    return { kind: "result", ...(await simulated(run, loaded.manager, stop, onStopped)) };
  } catch (error) {
    if (error === stop.signal.reason) return { kind: "stopped", partial };
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { kind: "error", name, message };
  }
}

async function simulated(
  { module, scenario, traces, ahead }: ModuleRun,
  manager: OwnManager,
  stop: AbortController,
  onStopped: (partial: Result) => void,
): Promise<ModuleResult> {
  stage.enter("simulating", 0);
  const onProgress = (progress: Progress) => {
    stage.enter("simulating", progress.simulatedNs);
    if (stage.stopped) stop.abort();
    tell({ kind: "progress", progress });
  };
  const options = { traces, manager: watched(manager), onProgress, onStopped, signal: stop.signal };
  let curves: readonly WorkCurve[] = [];
  const open = ahead === null ? undefined : takenFrom(ahead, scenario, traces);
  const result = await simulateWith(module, scenario, options, open, ({ workCurves }) => {
    curves = workCurves;
  });
  return { result, curves };
}

/** Wraps the manager so that the stage shows when it decides. */
function watched(own: OwnManager): OwnManagerObject {
  const manager = typeof own === "function" ? { decide: own } : own;
  const { name, sight, wants, activity, states } = manager;
  return {
    ...(name === undefined ? {} : { name }),
    ...(sight === undefined ? {} : { sight }),
    ...(wants === undefined ? {} : { wants }),
    ...(activity === undefined ? {} : { activity }),
    ...(states === undefined ? {} : { states }),
    decide(snapshot) {
      const { nowNs } = snapshot;
      stage.enter("deciding", nowNs);
      const orders = manager.decide(snapshot);
      stage.enter("simulating", nowNs);
      return orders;
    },
  };
}

function tell(message: ModuleMessage): void {
  parentPort?.postMessage(message);
}
