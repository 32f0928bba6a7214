import { basename } from "node:path";
import { InvalidArgumentError } from "commander";
import type { TraceOptions } from "../../trace/read.ts";
import type { Trace } from "../../trace/trace.ts";
import { EXIT, Failure } from "../console/fail.ts";
import { STANDARD_STREAM } from "../console/output.ts";
import { condensingOf, openTraceInput } from "../trace/input.ts";

/** Parses a list separated by commas; a repeated option adds to it. */
export function commaList(written: string, earlier: readonly string[] = []): string[] {
  const items = written.split(",").map((item) => item.trim());
  if (items.includes("")) throw new InvalidArgumentError("The list has an empty item.");
  return [...earlier, ...items];
}

/** Finds the trace files of names, folders and patterns; `-` is standard input and must be the only one. Throws a Failure when there are none. */
export async function tracesOf(written: readonly string[]): Promise<string[]> {
  if (written.includes(STANDARD_STREAM)) {
    if (written.length === 1) return [STANDARD_STREAM];
    throw new Failure(
      "ballonet: standard input (-) cannot be combined with other traces: give it as a file",
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
