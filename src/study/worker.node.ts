import type { Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { loadManager } from "./manager-module.node.ts";
import { makeRun, type Outcome } from "./runs.ts";

/** What a worker is given: a run to make, and where to write how far it has come. */
export interface Task {
  readonly module: WebAssembly.Module;
  readonly scenario: Scenario;
  /** The address of the manager's module, where the manager is one of the user's own. */
  readonly managerModule: string | undefined;
  /** Their references are in shared memory. */
  readonly traces: ReadonlyMap<string, Trace>;
  readonly reachedNs: Float64Array;
}

/** Makes one run in a worker. */
export default async function work({ module, scenario, managerModule, traces, reachedNs }: Task): Promise<Outcome> {
  const loaded = managerModule === undefined ? {} : await loadManager(managerModule);
  if ("problem" in loaded) return { problem: `the module ${managerModule} ${loaded.problem}`, blame: "manager" };
  return makeRun(module, { scenario, ...loaded }, traces, (simulatedNs) => {
    reachedNs[0] = simulatedNs;
  });
}
