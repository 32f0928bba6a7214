import { TraceError } from "./error.ts";

/** What a condensed trace has left out. */
export interface Condensing {
  /** References that hit in an LRU memory of this many frames were left out: the trace is not valid for fewer frames. */
  readonly condensedFrames: number;
  /** References of the run that was condensed; `null` when that is not known. */
  readonly originalReferences: number | null;
}

/** Ending of the name of the file that says what was left out of the trace beside it. */
const ENDING = ".condensed.json";

/** Largest bound: no trace has more pages. */
const MOST_FRAMES = 2 ** 31;

/** The file that says what was left out of a trace whose format cannot: docs/trace-format.md. */
export function condensingFileOf(trace: string): string {
  return trace + ENDING;
}

/** What stands in that file. */
export function condensingText({ condensedFrames, originalReferences }: Condensing): string {
  return `${JSON.stringify({ condensedFrames, originalReferences }, null, 2)}\n`;
}

/** Reads what such a file says; throws a `TraceError` when it says something else. */
export function parseCondensing(text: string, file: string): Condensing {
  const wrong = (what: string) =>
    new TraceError(
      file,
      null,
      `${what}: write {"condensedFrames": 256, "originalReferences": 1000000}, null where not known`,
    );
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch {
    throw wrong("it is not JSON");
  }
  if (typeof written !== "object" || written === null || Array.isArray(written)) throw wrong("it is not an object");
  const values = new Map<string, unknown>(Object.entries(written));
  const other = [...values.keys()].find((key) => key !== "condensedFrames" && key !== "originalReferences");
  if (other !== undefined) throw wrong(`"${other}" is not known there`);
  return checkCondensing(
    { condensedFrames: values.get("condensedFrames"), originalReferences: values.get("originalReferences") ?? null },
    wrong,
  );
}

/** Checks what was left out; throws what `wrong` makes of a sentence when it is impossible. */
export function checkCondensing(
  { condensedFrames, originalReferences }: { readonly [name in keyof Condensing]: unknown },
  wrong: (what: string) => Error,
): Condensing {
  if (!isCount(condensedFrames, MOST_FRAMES)) throw wrong("condensedFrames is not a whole number, at least 1");
  if (originalReferences !== null && !isCount(originalReferences, Number.MAX_SAFE_INTEGER)) {
    throw wrong("originalReferences is not a whole number, at least 1");
  }
  return { condensedFrames, originalReferences };
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 1 && value <= most;
}
