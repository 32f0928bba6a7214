import { inWords } from "../parameter/argument.ts";
import type { Trace } from "./trace.ts";

/** Throws a TypeError unless the value is a trace as `readTrace` makes it. */
export function checkTrace(trace: unknown): asserts trace is Trace {
  const isTrace =
    typeof trace === "object" &&
    trace !== null &&
    "references" in trace &&
    ArrayBuffer.isView(trace.references) &&
    "distinctPages" in trace &&
    Number.isSafeInteger(trace.distinctPages);
  if (!isTrace) throw new TypeError(`a trace is needed, not ${inWords(trace)}: read one with readTrace`);
}

/** Throws a TypeError unless the value is bytes or a stream of bytes. */
export function checkBytes(bytes: unknown): void {
  const isStream = typeof bytes === "object" && bytes !== null && Symbol.asyncIterator in bytes;
  if (!isStream && !(ArrayBuffer.isView(bytes) && "subarray" in bytes))
    throw new TypeError(`a trace is read from a Uint8Array or a stream of them, not from ${inWords(bytes)}`);
}

/** Throws a RangeError or TypeError unless a page size is a whole number of bytes from 1 to 1 GiB. */
export function checkPageBytes(pageBytes: unknown): void {
  if (typeof pageBytes !== "number") throw new TypeError(`pageBytes must be a number, not ${inWords(pageBytes)}`);
  if (!(pageBytes >= 1 && pageBytes <= 2 ** 30 && Number.isInteger(pageBytes)))
    throw new RangeError(`pageBytes must be a whole number from 1 to ${2 ** 30}, not ${pageBytes}`);
}
