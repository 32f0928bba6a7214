import * as v from "valibot";
import { suggestion } from "../../parameter/nearest.ts";
import { quote, type Reading, readOneNumber } from "../../parameter/reading.ts";
import { readShare } from "../../parameter/share.ts";
import { readSize, type Size } from "../../parameter/size.ts";
import { readDuration, writeDuration } from "./duration.ts";
import { readRate } from "./rate.ts";

/** The schema of something a person writes: what it accepts for editors, and how it is read. */
export type Leaf<T> = v.GenericSchema<unknown, T>;

/** Smallest and largest value accepted. */
export interface Limits {
  readonly least?: number | undefined;
  readonly most?: number | undefined;
  /** What to write where less than `least` was meant. */
  readonly instead?: string;
}

/** What JSON Schema says of a value, next to its description. */
export type Shape = Readonly<Record<string, unknown>>;

export const SIZE_PATTERN = "^\\s*\\d+(\\.\\d+)?\\s*(B|KiB|MiB|GiB|TiB|pages?)\\s*$";
export const SHARE_PATTERN = "^\\s*\\d+(\\.\\d+)?\\s*%\\s*$";
const DURATION_PATTERN = "^\\s*\\d+(\\.\\d+)?\\s*(ns|us|µs|μs|ms|s|min|h|d)\\s*$";
const RATE_PATTERN = "^\\s*\\d+(\\.\\d+)?\\s*([KkMG]B|[KMG]iB|B)/s\\s*$";

/** A value that `read` understands. */
export function leaf<T>(shape: Shape, read: (written: unknown) => Reading<T>): Leaf<T> {
  return v.pipe(
    v.unknown(),
    v.metadata(shape),
    v.rawTransform<unknown, T>(({ dataset, addIssue, NEVER }) => {
      const reading = read(dataset.value);
      if ("value" in reading) return reading.value;
      addIssue({ message: reading.problem });
      return NEVER;
    }),
  );
}

/** A size such as `8GiB` or `1000 pages`. */
export const size: Leaf<Size> = leaf({ anyOf: [{ const: 0 }, { type: "string", pattern: SIZE_PATTERN }] }, (written) =>
  readSize(written, { shares: false }),
);

/** A size, or a share such as `80%`. */
export const sizeOrShare: Leaf<Size> = leaf(
  {
    anyOf: [
      { type: "number", minimum: 0, exclusiveMaximum: 1 },
      { type: "string", pattern: `${SIZE_PATTERN}|${SHARE_PATTERN}` },
    ],
  },
  (written) => readSize(written, { shares: true }),
);

/** A share, 0 … 1. */
export const share: Leaf<number> = leaf(
  {
    anyOf: [
      { type: "number", minimum: 0, maximum: 1 },
      { type: "string", pattern: SHARE_PATTERN },
    ],
  },
  readShare,
);

/** A duration in nanoseconds. */
export const duration = (limits: Limits = {}): Leaf<number> =>
  leaf({ anyOf: [{ const: 0 }, { type: "string", pattern: DURATION_PATTERN }] }, (written) =>
    within(readDuration(written), written, limits, writeDuration),
  );

/** A rate in bytes per second. */
export const rate: Leaf<number> = leaf({ type: "string", pattern: RATE_PATTERN }, readRate);

/** A whole number. */
export const count = (limits: Limits): Leaf<number> =>
  leaf({ type: "integer", minimum: limits.least, maximum: limits.most }, (written) =>
    within(readNumber(written, true), written, limits, String),
  );

/** One of a few words, each of which stands for a number from 0 on, or that number. */
export const numberedWord = (words: readonly string[]): Leaf<number> =>
  leaf({ enum: words.flatMap((known, at) => [known, at]) }, (written) => {
    const found = words.indexOf(String(written));
    if (found >= 0) return { value: found };
    if (typeof written === "number" && written in words) return { value: written };
    return { problem: `${quote(written)} is not known, ${suggestion(String(written), words)}` };
  });

/** Any finite number. */
export const number = (limits: Limits = {}): Leaf<number> =>
  leaf({ type: "number", minimum: limits.least, maximum: limits.most }, (written) =>
    within(readNumber(written, false), written, limits, String),
  );

/** One of a few numbers, also as text. */
export const oneNumber = (numbers: readonly number[]): Leaf<number> =>
  leaf({ enum: [...numbers, ...numbers.map(String)] }, (written) => readOneNumber(written, numbers));

/** `true` or `false`. */
export const flag = (instead = "write true or false"): Leaf<boolean> =>
  leaf({ type: "boolean" }, (written) =>
    typeof written === "boolean" ? { value: written } : { problem: `${quote(written)} is not right here: ${instead}` },
  );

/** One of a few words. */
export function word<const Word extends string>(words: readonly Word[]): Leaf<Word> {
  return leaf({ enum: words }, (written) => {
    const found = words.find((known) => known === written);
    return found === undefined
      ? { problem: `${quote(written)} is not known, ${suggestion(String(written), words)}` }
      : { value: found };
  });
}

/** Any text that is not empty. */
export const text = (example: string): Leaf<string> =>
  leaf({ type: "string", minLength: 1 }, (written) => {
    if (typeof written === "string" && written.trim() !== "") return { value: written };
    return {
      problem: `${quote(written)} is not a text: write for example ${example}${typeof written === "number" ? ", numbers in quotes" : ""}`,
    };
  });

/** A reading with a problem where its number is out of limits. */
export function within(
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

function readNumber(written: unknown, whole: boolean): Reading<number> {
  if (typeof written === "number" && Number.isFinite(written) && (!whole || Number.isSafeInteger(written)))
    return { value: written };
  const unquoted = typeof written === "string" && written.trim() !== "" && Number.isFinite(Number(written));
  return {
    problem: `${quote(written)} is not a ${whole ? "whole number" : "number"}${unquoted ? ": write it without quotes" : ""}`,
  };
}
