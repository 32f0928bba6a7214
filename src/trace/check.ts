import { inWords } from "../parameter/argument.ts";
import type { Trace } from "./trace.ts";

/** Refuses what `readTrace` has not made, with a TypeError. */
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

/** Refuses what is neither bytes nor a stream of them, with a TypeError. */
export function checkBytes(bytes: unknown): void {
  const isStream = typeof bytes === "object" && bytes !== null && Symbol.asyncIterator in bytes;
  if (!isStream && !(ArrayBuffer.isView(bytes) && "subarray" in bytes))
    throw new TypeError(`a trace is read from a Uint8Array or a stream of them, not from ${inWords(bytes)}`);
}

/** Refuses bytes of a page that are no whole number from 1 to 1 GiB, with a RangeError or a TypeError. */
export function checkPageBytes(pageBytes: unknown): void {
  if (typeof pageBytes !== "number") throw new TypeError(`pageBytes must be a number, not ${inWords(pageBytes)}`);
  if (!(pageBytes >= 1 && pageBytes <= 2 ** 30 && Number.isInteger(pageBytes)))
    throw new RangeError(`pageBytes must be a whole number from 1 to ${2 ** 30}, not ${pageBytes}`);
}
