import { InvalidArgumentError } from "commander";
import { readSize } from "../parameter/size.ts";
import type { TraceOptions } from "../trace/read.ts";
import type { Trace } from "../trace/trace.ts";
import { STANDARD_STREAM } from "./output.ts";

/** A list written with commas; repeated options add to it. */
export function commaList(written: string, earlier: readonly string[] = []): string[] {
  const items = written.split(",").map((item) => item.trim());
  if (items.includes("")) throw new InvalidArgumentError("An item of the list is empty.");
  return [...earlier, ...items];
}

/** A page size such as `4KiB`, in bytes. */
export function pageSize(written: string): number {
  const reading = readSize(/^\d+$/u.test(written) ? `${written}B` : written, { shares: false });
  const bytes = "value" in reading && reading.value.unit === "bytes" ? reading.value.bytes : 0;
  if (!Number.isSafeInteger(Math.log2(bytes)) || bytes < 1 || bytes > 2 ** 30) {
    throw new InvalidArgumentError("It is a power of two up to 1GiB, such as 4KiB or 2MiB.");
  }
  return bytes;
}

/** Reads a trace from a file, or from standard input for `-`. */
export async function readTraceArgument(file: string, options: TraceOptions): Promise<Trace> {
  const { readTrace, readTraceFile } = await import("../index.node.ts");
  return file === STANDARD_STREAM ? readTrace(process.stdin, "<stdin>", options) : readTraceFile(file, options);
}

/** Does some work that Ctrl-C stops: with the exit code that says so, and nothing half-written. */
export async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once("SIGINT", interrupt);
  try {
    return await work(interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) return null;
    throw error;
  } finally {
    process.removeListener("SIGINT", interrupt);
  }
}
