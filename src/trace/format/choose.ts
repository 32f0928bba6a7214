import type { ParameterValues } from "../../parameter/parameter.ts";
import type { TraceFormat } from "../contract.ts";
import { TraceError } from "../error.ts";
import { nameWithoutPacking } from "../packing/packing.ts";
import { traceFormats } from "./registry.ts";
import { formatSettings, readWrittenFormat } from "./written.ts";

const known = traceFormats.map((format) => format.name).join(", ");

/** A format and the values of its parameters. */
export interface ChosenFormat {
  readonly format: TraceFormat;
  readonly settings: ParameterValues;
}

/** The format asked for, or the one the trace's name tells, or the first that recognises its beginning. */
export function chooseFormat(name: string, wanted: string | undefined, head: Uint8Array): ChosenFormat {
  const written = wanted === undefined ? undefined : readWrittenFormat(wanted);
  const format = written === undefined ? findFormat(name, head) : traceFormats.find((one) => one.name === written.name);
  if (format === undefined) {
    const what =
      written === undefined
        ? `neither its name nor its beginning tells its format: it must be one of ${known}`
        : `"${written.name}" is not a trace format: there are ${known}`;
    throw new TraceError(name, null, what);
  }
  const settings = formatSettings(written ?? readWrittenFormat(format.name), format.parameters);
  if (typeof settings === "string") throw new TraceError(name, null, settings);
  return { format, settings };
}

/** The format of which a file's name speaks, such as one to be written; `undefined`: of none. */
export function formatOfName(name: string): TraceFormat | undefined {
  return traceFormats.find((format) => named(name, [...format.extensions, ...(format.sharedExtensions ?? [])]));
}

function findFormat(name: string, head: Uint8Array): TraceFormat | undefined {
  return (
    traceFormats.find((format) => named(name, format.extensions)) ??
    traceFormats.find((format) => format.recognises(head)) ??
    formatOfName(name)
  );
}

function named(name: string, extensions: readonly string[]): boolean {
  const plainName = nameWithoutPacking(name);
  return extensions.some((extension) => plainName.endsWith(extension));
}
