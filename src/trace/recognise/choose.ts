import { suggestion } from "../../parameter/nearest.ts";
import type { FormatSettings, Head, TraceFormat } from "../contract.ts";
import { TraceError, TraceQuestion } from "../error.ts";
import { formatNamed, traceFormats } from "../format/registry.ts";
import { type FormatObject, ofObject, readWrittenFormat, settingsProblem } from "../format/written.ts";
import { nameWithoutPacking } from "../packing/packing.ts";
import { foreignInWords } from "./foreign.ts";
import { ask, countReading, recogniseShape } from "./shape.ts";

/** A format with what is set of it, and why it was chosen. */
export interface ChosenFormat {
  readonly format: TraceFormat;
  readonly settings: FormatSettings;
  /** After "because". */
  readonly because: string;
}

function formatAsked(wanted: string | FormatObject): ChosenFormat | string {
  const written = typeof wanted === "string" ? readWrittenFormat(wanted) : ofObject(wanted);
  if (typeof written === "string") return written;
  const format = formatNamed(written.name);
  if (format === undefined) {
    const names = traceFormats.map(({ name }) => name);
    return `"${written.name}" is not a trace format: ${suggestion(written.name, names)}`;
  }
  const problem = settingsProblem(written, format.settable ?? format.parameters) ?? format.check(written.settings);
  if (problem !== null) return problem;
  return { format, settings: written.settings, because: "it was asked for" };
}

/**
 * The format asked for, else the one of the trace's name, else the only one that fits its beginning. Throws a `TraceQuestion` if several fit,
 * and a `TraceError` if the data is no trace.
 */
export function chooseFormat(name: string, wanted: string | FormatObject | undefined, head: Head): ChosenFormat {
  if (wanted !== undefined) {
    const chosen = formatAsked(wanted);
    if (typeof chosen === "string") throw new TraceError(name, null, chosen);
    return chosen;
  }
  const foreign = foreignInWords(head);
  if (foreign !== null) throw new TraceError(name, null, foreign);
  const byName = traceFormats.find((format) => endsIn(name, format.extensions) !== null);
  if (byName !== undefined) {
    return { format: byName, settings: new Map(), because: `its name ends in ${endsIn(name, byName.extensions)}` };
  }
  const fitting = traceFormats.flatMap((format) => {
    const because = format.recognises(head);
    return because === null ? [] : [{ format, settings: new Map<string, string>(), because }];
  });
  // A format that cannot read the trace's beginning is not a candidate.
  const readable =
    fitting.length < 2 ? fitting : fitting.filter(({ format }) => countReading(format.name, head) !== null);
  const [only, other] = readable;
  if (only !== undefined && other === undefined) return only;
  if (other !== undefined) {
    const readings = readable.map(({ format }) => ({ format: format.name, about: format.about.replace(/\.$/, "") }));
    throw ask(name, head, "its beginning is of the form of more than one format", readings);
  }
  return ofShape(name, head);
}

function ofShape(name: string, head: Head): ChosenFormat {
  try {
    const { format: written, because } = recogniseShape(name, head);
    const format = formatNamed(written);
    if (format !== undefined) return { format, settings: new Map(), because };
  } catch (error) {
    if (!(error instanceof TraceQuestion)) throw error;
    const shared = sharedByName(name, head);
    if (shared !== null) return shared;
    throw error;
  }
  throw new Error("a shape names no format");
}

/** A shared ending decides when the content matches no format. */
function sharedByName(name: string, { lines }: Head): ChosenFormat | null {
  const format = traceFormats.find(({ sharedExtensions }) => endsIn(name, sharedExtensions ?? []) !== null);
  const [first = ""] = lines;
  if (format === undefined) return null;
  const because = `its name ends in ${endsIn(name, format.sharedExtensions ?? [])}`;
  // A text whose first line is a number is read as text, so that the error names the wrong line.
  if (format.name === "text" && !/^\s*(0x[0-9a-f]+|\d+)(\s+[rw])?\s*$/i.test(first)) return null;
  return { format, settings: new Map(), because };
}

/** The format given by a file's name, for example of a file to write; `undefined`: none. */
export function formatOfName(name: string): TraceFormat | undefined {
  return traceFormats.find(
    (format) => endsIn(name, [...format.extensions, ...(format.sharedExtensions ?? [])]) !== null,
  );
}

function endsIn(name: string, extensions: readonly string[]): string | null {
  const plainName = nameWithoutPacking(name);
  return extensions.find((extension) => plainName.endsWith(extension)) ?? null;
}
