import type { LoadOptions } from "./index.node.ts";
import type { FileSourceOptions } from "./study/source/file-source.node.ts";
import type { LoadedScenario, ScenarioSource } from "./study/source/source.ts";
import type { TraceOptions } from "./trace/read.ts";
import type { Trace } from "./trace/trace.ts";

export * from "./index.ts";

/** Node only: rejects with a TypeError that names the function to call instead. */
export async function loadScenario(_file: string, _options?: LoadOptions): Promise<LoadedScenario> {
  throw onlyInNode("loadScenario", "parseScenario");
}

/** Node only: rejects with a TypeError that names the function to call instead. */
export async function openScenarioFile(_file: string, _options?: FileSourceOptions): Promise<ScenarioSource> {
  throw onlyInNode("openScenarioFile", "openScenario");
}

/** Node only: rejects with a TypeError that names the function to call instead. */
export async function readTraceFile(_path: string, _options?: TraceOptions): Promise<Trace> {
  throw onlyInNode("readTraceFile", "readTrace");
}

function onlyInNode(name: string, instead: string): TypeError {
  return new TypeError(
    `${name} reads files, which only works in Node: fetch the text or the bytes and call ${instead}`,
  );
}
