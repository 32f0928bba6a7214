import { TraceError } from "./error.ts";
import type { TraceFormat } from "./format.ts";
import { traceFormats } from "./registry.ts";

const known = traceFormats.map((format) => format.name).join(", ");

/** The format asked for, or the one the trace's name tells, or the first that recognises its beginning. */
export function chooseFormat(name: string, wanted: string | undefined, head: Uint8Array): TraceFormat {
  if (wanted !== undefined) {
    const format = traceFormats.find((candidate) => candidate.name === wanted);
    if (format === undefined) throw new TraceError(name, null, `"${wanted}" is not a trace format: there are ${known}`);
    return format;
  }
  const plainName = name.toLowerCase().replace(/\.gz$/, "");
  const format =
    traceFormats.find((candidate) => candidate.extensions.some((extension) => plainName.endsWith(extension))) ??
    traceFormats.find((candidate) => candidate.recognises(head));
  if (format === undefined) {
    throw new TraceError(name, null, `neither its name nor its beginning tells its format: it must be one of ${known}`);
  }
  return format;
}
