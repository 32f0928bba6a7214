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

/** What a module's thread is given. */
export interface ModuleTask {
  /** The address of the module's file. */
  readonly address: string;
  readonly stage: SharedStage;
  /** `null`: the module is only loaded, to see whether it can serve. */
  readonly run: ModuleRun | null;
}

/** A run with a module's manager. */
export interface ModuleRun {
  readonly module: WebAssembly.Module;
  readonly scenario: Scenario;
  /** Their references are in shared memory. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** Where another thread makes the references; `null`: they are made here. */
  readonly ahead: SharedRings | null;
}

/** The result of a run with a module's manager. */
export interface ModuleResult {
  readonly result: Result;
  /** In the order of the scenario's VMs. */
  readonly curves: readonly WorkCurve[];
}

/** What a module's thread says: last of all how it ended, or that the module ends the thread now. */
export type ModuleMessage =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "exit"; readonly code: unknown; readonly place: SourcePlace | null }
  | { readonly kind: "loaded"; readonly problem: string | null }
  | { readonly kind: "result"; readonly result: Result; readonly curves: readonly WorkCurve[] }
  | { readonly kind: "stopped"; readonly partial: Result | null }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

const { address, stage: shared, run }: ModuleTask = workerData;
const stage = new Stage(shared);

// What is compiled, as TypeScript may be, is told by the lines of its source where there is a map.
process.setSourceMapsEnabled(true);

const { exit } = process;
process.exit = (code) => {
  const here = new Error();
  Error.captureStackTrace(here, process.exit);
  tell({ kind: "exit", code: code ?? process.exitCode ?? 0, place: placeThrown(here) });
  return exit(code);
};

const last = await work();
// What the manager has written must be out before the thread is ended.
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

/** The manager, but while it decides the stage says so. */
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
