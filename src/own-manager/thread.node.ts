import { Worker } from "node:worker_threads";
import { EngineError } from "../engine/error.ts";
import { atTime, ManagerError } from "../manager/own/own.ts";
import { placeInWords, thrownInWords } from "../manager/own/thrown.ts";
import { moduleOf } from "../scenario/manager/own-manager.ts";
import type { Result } from "../simulation/result.ts";
import { type Progress, simulateWith } from "../simulation/simulate.ts";
import { threadFile } from "../thread/thread-file.node.ts";
import { WorkloadError } from "../workload/error.ts";
import { loadManager } from "./load.node.ts";
import { Stage, sharedStage } from "./stage.ts";
import type { ModuleMessage, ModuleResult, ModuleRun, ModuleTask } from "./worker.node.ts";

const WORKER = threadFile(() => new URL("./worker.node.js", import.meta.url));

/** How to follow and stop a run with a module's manager. */
export interface WatchOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Stops the run, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called once with the partial result when the signal has stopped the run. */
  readonly onStopped?: ((partial: Result) => void) | undefined;
  /** Time a manager has to return from `decide` when the run is stopped; after it the thread is terminated and the run has no result. */
  readonly graceMs: number;
}

/** Checks a module in a separate thread, which it may end or block; `null`: the module can be used. */
export async function checkModule(address: string, signal?: AbortSignal): Promise<string | null> {
  if (WORKER === null) {
    const loaded = await loadManager(address);
    return "problem" in loaded ? loaded.problem : null;
  }
  const end = await inThread(WORKER, { address, run: null }, { signal, graceMs: 0 });
  if ("what" in end) return `cannot be loaded: ${end.what}`;
  return end.last.kind === "loaded" ? end.last.problem : null;
}

/** Runs a scenario with a module's manager in a separate thread; rejects with a `ManagerError` that names the module if the thread ends early. */
export async function simulateModule(address: string, run: ModuleRun, options: WatchOptions): Promise<ModuleResult> {
  const where = moduleOf(run.scenario.manager) ?? address;
  if (WORKER === null) return simulateHere(address, where, run, options);
  const end = await inThread(WORKER, { address, run }, options);
  if ("what" in end)
    throw new ManagerError(
      end.stage.name === "loading"
        ? `${where}: while it was loaded ${end.what}`
        : atTime(where, end.stage.simulatedNs, end.what),
    );
  if (end.last.kind === "result") return { result: end.last.result, curves: end.last.curves };
  if (end.last.kind === "stopped") {
    if (end.last.partial !== null) options.onStopped?.(end.last.partial);
    options.signal?.throwIfAborted();
  }
  throw end.last.kind === "error" ? errorOf(end.last) : new Error(`the thread of ${where} said ${end.last.kind}`);
}

/** The last message of a thread, or why it ended without one. */
type End = { readonly last: ModuleMessage } | { readonly what: string; readonly stage: Stage };

/** In a bundle, which has no files for threads, the module is loaded in the program's thread. */
async function simulateHere(
  address: string,
  where: string,
  { module, scenario, traces }: ModuleRun,
  { onProgress, signal, onStopped }: WatchOptions,
): Promise<ModuleResult> {
  const loaded = await loadManager(address);
  if ("problem" in loaded) throw new ManagerError(`${where}: the module ${loaded.problem}`);
  const { manager } = loaded;
  const options = { traces, manager, onProgress: onProgress ?? (() => {}), signal, onStopped };
  let curves: ModuleResult["curves"] = [];
  const result = await simulateWith(module, scenario, options, undefined, ({ workCurves }) => {
    curves = workCurves;
  });
  return { result, curves };
}

async function inThread(
  file: string,
  task: Omit<ModuleTask, "stage">,
  { onProgress, signal, graceMs }: WatchOptions,
): Promise<End> {
  signal?.throwIfAborted();
  const shared = sharedStage();
  const stage = new Stage(shared);
  const workerData: ModuleTask = { ...task, stage: shared };
  const worker = new Worker(new URL(file), { workerData, stdout: true, stderr: true });
  // Standard output is for reports. Output of a check is dropped: the module writes it again in the run.
  const isHeard = task.run !== null;
  const write = (written: Buffer) => isHeard && process.stderr.write(written);
  worker.stdout.on("data", write);
  worker.stderr.on("data", write);
  let patience: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  try {
    return await new Promise<End>((done, fail) => {
      let exit = "its thread ended";
      const ended = (what: string) => done({ what, stage });
      worker.on("message", (message: ModuleMessage) => {
        if (message.kind === "progress") onProgress?.(message.progress);
        else if (message.kind === "exit") exit = exitInWords(message);
        else done({ last: message });
      });
      worker.on("error", (error: Error) => ended(errorInWords(error)));
      worker.on("exit", () => ended(exit));
      onAbort = () => {
        stage.stop();
        if (graceMs === 0) return fail(signal?.reason);
        patience = setTimeout(() => ended(notBack(stage, graceMs)), graceMs);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  } finally {
    clearTimeout(patience);
    signal?.removeEventListener("abort", onAbort);
    await worker.terminate();
  }
}

function exitInWords({ code, place }: Extract<ModuleMessage, { kind: "exit" }>): string {
  return `it called process.exit(${String(code)})${place === null ? "" : ` (${placeInWords(place)})`}`;
}

function errorInWords(error: Error): string {
  if ("code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY")
    return "it used up the memory for JavaScript: node --max-old-space-size=MEBIBYTES gives it more";
  return `it left an uncaught error: ${thrownInWords(error)}`;
}

function notBack({ name }: Stage, graceMs: number): string {
  const what = name === "deciding" ? "it did not return from decide" : "it did not end";
  return `${what} within ${graceMs / 1000} s of being stopped`;
}

/** Recreates an error of another thread. */
function errorOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  for (const Known of [ManagerError, EngineError, WorkloadError]) {
    const error = new Known(message);
    if (error.name === name) return error;
  }
  return Object.assign(new Error(message), { name });
}
