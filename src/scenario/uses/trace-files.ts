import type { Pattern, Scenario } from "../scenario.ts";

/** The traces that a scenario replays, each once, by file as it names them: what must be read before it can be simulated. */
export function traceFilesOf({ vms }: Scenario): string[] {
  const named = vms.flatMap(({ workload }) => workload.phases.flatMap(({ pattern }) => traceFiles(pattern)));
  return [...new Set(named)];
}

/** The formats that a scenario says its traces are in, in one line each; those it says nothing of are left out. */
export function traceFormatsOf({ vms }: Scenario): ReadonlyMap<string, string> {
  const told = vms.flatMap(({ workload }) => workload.phases.flatMap(({ pattern }) => traceFormats(pattern)));
  return new Map(told);
}

/** The formats that a pattern and its parts tell, by file. */
export function traceFormats({ kind, parameters, parts }: Pattern): (readonly [file: string, format: string])[] {
  const { file, format } = parameters;
  const isTold = kind === "trace" && typeof file === "string" && typeof format === "string";
  return [...(isTold ? [[file, format] as const] : []), ...parts.flatMap((part) => traceFormats(part.pattern))];
}

/** The traces that a pattern and its parts replay. */
export function traceFiles({ kind, parameters, parts }: Pattern): string[] {
  const own = kind === "trace" && typeof parameters.file === "string" ? [parameters.file] : [];
  return [...own, ...parts.flatMap((part) => traceFiles(part.pattern))];
}
