import { readTrace, type Scenario, type Trace, traceFilesOf, traceFormatsOf } from "ballonet";
import type { TracePlaces } from "./messages.ts";

/** Reads the traces that a scenario replays; throws a `TypeError` that says which are missing. */
export async function tracesOf(scenario: Scenario, places: TracePlaces): Promise<Map<string, Trace>> {
  const named = traceFilesOf(scenario);
  const missing = named.filter((file) => placeOf(file, places) === undefined);
  if (missing.length > 0) throw new TypeError(missing.length === 1 ? missingOne(missing) : missingSome(missing));
  const formats = traceFormatsOf(scenario);
  const traces = new Map<string, Trace>();
  for (const file of named) {
    const place = placeOf(file, places);
    if (place === undefined) continue;
    const bytes = typeof place === "string" ? await fetched(place, file) : place.stream();
    traces.set(
      file,
      await readTrace(bytes, file, { format: formats.get(file), standardPageBytes: scenario.pageBytes }),
    );
  }
  return traces;
}

/** A file that was dropped has lost its folder. */
function placeOf(file: string, places: TracePlaces): string | File | undefined {
  return places[file] ?? places[file.slice(file.lastIndexOf("/") + 1)];
}

async function fetched(address: string, file: string): Promise<ReadableStream<Uint8Array>> {
  const { body, ok } = await fetch(address);
  if (body === null || !ok) throw new TypeError(`${file} cannot be fetched.`);
  return body;
}

function missingOne([file = ""]: readonly string[]): string {
  return `The scenario replays the trace ${file}, which is not here: drop that file here, too.`;
}

function missingSome(files: readonly string[]): string {
  const names = `${files.slice(0, -1).join(", ")} and ${files.at(-1)}`;
  return `The scenario replays the traces ${names}, which are not here: drop those files here, too.`;
}
