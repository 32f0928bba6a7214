import { readTrace, type Scenario, type Trace, traceFilesOf, traceFormatsOf } from "ballonet";
import { elementAt } from "../element-at.ts";
import type { TraceSources } from "./messages.ts";

/** Reads the traces that a scenario replays; throws a `TypeError` that names the missing ones. */
export async function tracesOf(scenario: Scenario, sources: TraceSources): Promise<Map<string, Trace>> {
  const named = traceFilesOf(scenario);
  const missing = named.filter((file) => sourceOf(file, sources) === undefined);
  if (missing.length > 0) throw new TypeError(missingSentence(missing));
  const formats = traceFormatsOf(scenario);
  const traces = new Map<string, Trace>();
  for (const file of named) {
    const source = sourceOf(file, sources);
    if (source === undefined) continue;
    const bytes = typeof source === "string" ? await fetchTrace(source, file) : source.stream();
    traces.set(
      file,
      await readTrace(bytes, file, { format: formats.get(file), standardPageBytes: scenario.pageBytes }),
    );
  }
  return traces;
}

/** Finds a trace's source by its path or, as opened files have no folder, by its name alone. */
function sourceOf(file: string, sources: TraceSources): string | File | undefined {
  return sources[file] ?? sources[file.slice(file.lastIndexOf("/") + 1)];
}

async function fetchTrace(address: string, file: string): Promise<ReadableStream<Uint8Array>> {
  const { body, ok } = await fetch(address);
  if (body === null || !ok) throw new TypeError(`${file} could not be downloaded.`);
  return body;
}

function missingSentence(files: readonly string[]): string {
  const last = elementAt(files, files.length - 1);
  if (files.length === 1)
    return `The scenario replays the trace ${last}, which is missing: drop that file on this page.`;
  const names = `${files.slice(0, -1).join(", ")} and ${last}`;
  return `The scenario replays the traces ${names}, which are missing: drop those files on this page.`;
}
