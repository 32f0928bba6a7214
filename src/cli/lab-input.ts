import { basename } from "node:path";
import { InvalidArgumentError } from "commander";
import type { TraceOptions } from "../trace/read.ts";
import type { Trace } from "../trace/trace.ts";
import { condensingOf, openTraceInput } from "./trace-input.ts";

/** A list written with commas; repeated options add to it. */
export function commaList(written: string, earlier: readonly string[] = []): string[] {
  const items = written.split(",").map((item) => item.trim());
  if (items.includes("")) throw new InvalidArgumentError("An item of the list is empty.");
  return [...earlier, ...items];
}

/** Reads a trace from a file, or from standard input for `-`, until a signal aborts it. */
export async function readTraceArgument(file: string, options: TraceOptions, signal: AbortSignal): Promise<Trace> {
  const [{ readTrace }, condensing] = await Promise.all([import("../index.node.ts"), condensingOf(file)]);
  const { name, chunks } = openTraceInput(file, signal);
  const trace = await readTrace(chunks, name, { ...options, condensing });
  return { ...trace, name: basename(name) };
}
