import * as v from "valibot";
import { suggestion } from "../../parameter/nearest.ts";
import type { Parameter, ParameterValue } from "../../parameter/parameter.ts";
import { quote, type Reading } from "../../parameter/reading.ts";
import { readShare, writeShare } from "../../parameter/share.ts";
import { readSize, type Size, writeSize } from "../../parameter/size.ts";
import { readDuration, writeDuration } from "./duration.ts";
import { readRate } from "./rate.ts";
import { readTraceFormat, TRACE_FORMAT_SHAPE } from "./trace-format.ts";

/** A value as it was written, its unit understood. */
export type Quantity = Size | number | boolean | string;

/** The schema of one value: what it accepts for editors, and how it is read. */
export type Leaf<T> = v.GenericSchema<unknown, T>;

/** Smallest and largest value accepted. */
export interface Limits {
  readonly least?: number | undefined;
  readonly most?: number | undefined;
  /** What to write where less than `least` was meant. */
  readonly instead?: string;
}

/** What JSON Schema says of a value, next to its description. */
type Shape = Readonly<Record<string, unknown>>;

/** Bytes are exact up to 2⁵³. */
const MOST_BYTES = "8191TiB";

const SIZE_PATTERN = "^\\s*\\d+(\\.\\d+)?\\s*(B|KiB|MiB|GiB|TiB|pages?)\\s*$";
const SHARE_PATTERN = "^\\s*\\d+(\\.\\d+)?\\s*%\\s*$";
const DURATION_PATTERN = "^\\s*\\d+(\\.\\d+)?\\s*(ns|us|µs|μs|ms|s|min|h|d)\\s*$";
const RATE_PATTERN = "^\\s*\\d+(\\.\\d+)?\\s*([KkMG]B|[KMG]iB|B)/s\\s*$";

/** A value that `read` understands. */
export function leaf<T>(about: string, shape: Shape, read: (written: unknown) => Reading<T>): Leaf<T> {
  return v.pipe(
    v.unknown(),
    v.metadata({ description: about, ...shape }),
    v.rawTransform<unknown, T>(({ dataset, addIssue, NEVER }) => {
      const reading = read(dataset.value);
      if ("value" in reading) return reading.value;
      addIssue({ message: reading.problem });
      return NEVER;
    }),
  );
}

/** A size such as `8GiB` or `1000 pages`. */
export const size = (about: string, example = "8GiB"): Leaf<Size> =>
  leaf(about, { anyOf: [{ const: 0 }, { type: "string", pattern: SIZE_PATTERN }], examples: [example] }, (written) =>
    readSize(written, { shares: false }),
  );

/** A size, or a share such as `80%`. */
export const sizeOrShare = (about: string, example = "80%"): Leaf<Size> =>
  leaf(
    about,
    {
      anyOf: [
        { type: "number", minimum: 0, exclusiveMaximum: 1 },
        { type: "string", pattern: `${SIZE_PATTERN}|${SHARE_PATTERN}` },
      ],
      examples: [example],
    },
    (written) => readSize(written, { shares: true }),
  );

/** A share, 0 … 1. */
export const share = (about: string, example = "30%"): Leaf<number> =>
  leaf(
    about,
    {
      anyOf: [
        { type: "number", minimum: 0, maximum: 1 },
        { type: "string", pattern: SHARE_PATTERN },
      ],
      examples: [example],
    },
    readShare,
  );

/** A duration in nanoseconds. */
export const duration = (about: string, limits: Limits = {}, example = "10s"): Leaf<number> =>
  leaf(
    about,
    { anyOf: [{ const: 0 }, { type: "string", pattern: DURATION_PATTERN }], examples: [example] },
    (written) => within(readDuration(written), written, limits, writeDuration),
  );

/** A rate in bytes per second. */
export const rate = (about: string, example = "500MB/s"): Leaf<number> =>
  leaf(about, { type: "string", pattern: RATE_PATTERN, examples: [example] }, readRate);

/** A whole number. */
export const count = (about: string, limits: Limits, example = 1): Leaf<number> =>
  leaf(about, { type: "integer", minimum: limits.least, maximum: limits.most, examples: [example] }, (written) =>
    within(readNumber(written, true), written, limits, String),
  );

/** Any finite number. */
export const number = (about: string, limits: Limits = {}, example = 1): Leaf<number> =>
  leaf(about, { type: "number", minimum: limits.least, maximum: limits.most, examples: [example] }, (written) =>
    within(readNumber(written, false), written, limits, String),
  );

/** `true` or `false`. */
export const flag = (about: string, examples = "write true or false"): Leaf<boolean> =>
  leaf(about, { type: "boolean" }, (written) =>
    typeof written === "boolean" ? { value: written } : { problem: `${quote(written)} is not right here: ${examples}` },
  );

/** One of a few words. */
export function word<const Word extends string>(about: string, words: readonly Word[]): Leaf<Word> {
  return leaf(about, { enum: words }, (written) => {
    const found = words.find((known) => known === written);
    return found === undefined
      ? { problem: `${quote(written)} is not known, ${suggestion(String(written), words)}` }
      : { value: found };
  });
}

/** Any text that is not empty. */
export const text = (about: string, example: string): Leaf<string> =>
  leaf(about, { type: "string", minLength: 1, examples: [example] }, (written) => {
    if (typeof written === "string" && written.trim() !== "") return { value: written };
    return {
      problem: `${quote(written)} is not a text: write for example ${example}${typeof written === "number" ? ", numbers in quotes" : ""}`,
    };
  });

/** The value of a manager's, pattern's or policy's parameter. */
export function parameterLeaf(parameter: Parameter): Leaf<Quantity> {
  const about = describe(parameter);
  switch (parameter.unit) {
    case "pages":
      return sizeOrShare(about);
    case "bytes":
      return leaf(about, { anyOf: [{ const: 0 }, { type: "string", pattern: SIZE_PATTERN }] }, (written) =>
        readBytes(written, parameter),
      );
    case "ns":
      return duration(about, parameter);
    case "share":
      return leaf(about, { anyOf: [{ type: "number" }, { type: "string", pattern: SHARE_PATTERN }] }, (written) =>
        within(readShare(written), written, parameter, writeShare),
      );
    case "bytesPerSecond":
      return rate(about);
    case "count":
      return count(about, parameter);
    case "number":
      return number(about, parameter);
    case "switch":
      return flag(about);
    case "text":
      return parameter.choices === undefined ? text(about, "trace.u32.gz") : word(about, parameter.choices);
    case "traceFormat":
      return leaf(about, TRACE_FORMAT_SHAPE, readTraceFormat);
  }
}

/** Whether a value is an amount of memory whose pages must still be counted. */
export function isSize(quantity: Quantity | ParameterValue): quantity is Size {
  return typeof quantity === "object" && quantity !== null;
}

function describe(parameter: Parameter): string {
  const { default: standard, unit } = parameter;
  if (typeof standard === "object" && standard !== null) return parameter.about;
  if (standard === null) return parameter.about;
  return `${parameter.about} Default: ${typeof standard === "number" ? writeNumber(standard, unit) : standard}.`;
}

function writeNumber(value: number, unit: Parameter["unit"]): string {
  if (unit === "ns") return writeDuration(value);
  if (unit === "share") return writeShare(value);
  if (unit === "bytes") return writeSize(value);
  return unit === "pages" ? `${value} pages` : String(value);
}

function readBytes(written: unknown, limits: Limits): Reading<number> {
  const reading = readSize(written, { shares: false });
  if ("problem" in reading) return reading;
  if (reading.value.unit !== "bytes")
    return { problem: `${quote(written)} counts pages, and bytes are wanted: write for example 100MiB` };
  const bytes = Math.round(reading.value.bytes);
  if (!Number.isSafeInteger(bytes)) return { problem: `${quote(written)} is too large: at most ${MOST_BYTES}` };
  return within({ value: bytes }, written, limits, writeSize);
}

function readNumber(written: unknown, whole: boolean): Reading<number> {
  if (typeof written === "number" && Number.isFinite(written) && (!whole || Number.isSafeInteger(written)))
    return { value: written };
  const unquoted = typeof written === "string" && written.trim() !== "" && Number.isFinite(Number(written));
  return {
    problem: `${quote(written)} is not a ${whole ? "whole number" : "number"}${unquoted ? ": write it without quotes" : ""}`,
  };
}

function within(
  reading: Reading<number>,
  written: unknown,
  { least, most, instead }: Limits,
  write: (value: number) => string,
): Reading<number> {
  if ("problem" in reading) return reading;
  if (least !== undefined && reading.value < least)
    return {
      problem: `${quote(written)} is too small: at least ${write(least)}${instead === undefined ? "" : `; ${instead}`}`,
    };
  if (most !== undefined && reading.value > most)
    return { problem: `${quote(written)} is too large: at most ${write(most)}` };
  return reading;
}
