import type { Pattern, Scenario } from "./scenario.ts";

/** The traces that a scenario replays, each once, by file as it names them: what must be read before it can be simulated. */
export function traceFilesOf({ vms }: Scenario): string[] {
  const named = vms.flatMap(({ workload }) => workload.phases.flatMap(({ pattern }) => traceFiles(pattern)));
  return [...new Set(named)];
}

/** The traces that a pattern and its parts replay. */
export function traceFiles({ kind, parameters, parts }: Pattern): string[] {
  const own = kind === "trace" && typeof parameters.file === "string" ? [parameters.file] : [];
  return [...own, ...parts.flatMap((part) => traceFiles(part.pattern))];
}
