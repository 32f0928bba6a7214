import { basename } from "node:path";
import { InvalidArgumentError } from "commander";
import type { TraceOptions } from "../../trace/read.ts";
import type { Trace } from "../../trace/trace.ts";
import { EXIT, Failure } from "../console/fail.ts";
import { STANDARD_STREAM } from "../console/output.ts";
import { condensingOf, openTraceInput } from "../trace/input.ts";

/** A list written with commas; repeated options add to it. */
export function commaList(written: string, earlier: readonly string[] = []): string[] {
  const items = written.split(",").map((item) => item.trim());
  if (items.includes("")) throw new InvalidArgumentError("An item of the list is empty.");
  return [...earlier, ...items];
}

/** The trace files that names, folders and patterns stand for; `-` is standard input, and then the only one. Throws a Failure when there are none. */
export async function tracesOf(written: readonly string[]): Promise<string[]> {
  if (written.includes(STANDARD_STREAM)) {
    if (written.length === 1) return [STANDARD_STREAM];
    throw new Failure(
      "ballonet: a trace from standard input (-) is replayed alone: give the others as files, too",
      EXIT.wrong,
    );
  }
  const { findTraceFiles } = await import("../../lab/files.node.ts");
  return findTraceFiles(written);
}

/** Reads a trace from a file, or from standard input for `-`, until a signal aborts it. */
export async function readTraceArgument(file: string, options: TraceOptions, signal: AbortSignal): Promise<Trace> {
  const [{ readTrace }, condensing] = await Promise.all([import("../../index.node.ts"), condensingOf(file)]);
  const { name, chunks } = openTraceInput(file, signal);
  const trace = await readTrace(chunks, name, { ...options, condensing });
  return { ...trace, name: basename(name) };
}
