import { addAbortSignal } from "node:stream";
import { InvalidArgumentError, Option } from "commander";
import { readSize } from "../../parameter/size.ts";
import { traceFileChunks } from "../../trace/chunks.node.ts";
import { condensingBeside } from "../../trace/condensing.node.ts";
import type { Condensing } from "../../trace/condensing.ts";
import { STANDARD_STREAM } from "../console/output.ts";

/** A trace named on the command line. */
export interface TraceInput {
  /** Prefix of errors. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** The bytes of a trace file, or of standard input for `-`; reading fails once a signal aborts it. */
export function openTraceInput(file: string, signal?: AbortSignal): TraceInput {
  if (file !== STANDARD_STREAM) return { name: file, chunks: traceFileChunks(file, signal) };
  const input = process.stdin;
  return { name: "<stdin>", chunks: signal === undefined ? input : addAbortSignal(signal, input) };
}

/** How a trace named on the command line was condensed, if a file beside it says so. */
export async function condensingOf(file: string): Promise<Condensing | null> {
  return file === STANDARD_STREAM ? null : condensingBeside(file);
}

/** `--page-size`: page size by which addresses in a trace are divided. */
export function pageSizeOption(): Option {
  return new Option(
    "--page-size <size>",
    "page size for a trace that holds addresses: bytes or a size such as 16KiB (default: 4KiB)",
  ).argParser(pageBytes);
}

function pageBytes(written: string): number {
  const size = readSize(written, { shares: false });
  const isPlain = /^\d+$/.test(written);
  const bytes = isPlain ? Number(written) : "value" in size && size.value.unit === "bytes" ? size.value.bytes : 0;
  if (bytes < 1 || bytes > 2 ** 30 || !Number.isInteger(bytes)) {
    throw new InvalidArgumentError("It must be a number of bytes from 1 to 1GiB, for example 256 or 4KiB.");
  }
  return bytes;
}
