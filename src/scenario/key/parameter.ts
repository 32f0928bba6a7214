import * as v from "valibot";
import type { Parameter, ParameterValue } from "../../parameter/parameter.ts";
import { quote, type Reading } from "../../parameter/reading.ts";
import { readShare, writeShare } from "../../parameter/share.ts";
import { readSize, type Size, writeSize } from "../../parameter/size.ts";
import { described, saying } from "./described.ts";
import { writeDuration } from "./duration.ts";
import * as leaf from "./leaf.ts";
import { readTraceFormat, TRACE_FORMAT_SHAPE } from "./trace-format.ts";

/** A parameter's value as it was written, its unit understood. */
export type Quantity = Size | number | boolean | string;

/** Bytes are exact up to 2⁵³. */
const MOST_BYTES = "8191TiB";

/** What may stand for a value of a unit that must be written. */
const EXAMPLES: Readonly<Partial<Record<Parameter["unit"], string | number>>> = {
  pages: "80%",
  ns: "10s",
  bytesPerSecond: "500MB/s",
  count: 1,
  number: 1,
  text: "trace.u32.gz",
};

/** The key of a manager's, pattern's or policy's parameter; nothing written stays nothing. */
export function parameterKey(parameter: Parameter): leaf.Leaf<Quantity | undefined> {
  const { about, default: standard, unit } = parameter;
  if (isRequired(parameter)) return described(parameterLeaf(parameter), { about, example: EXAMPLES[unit] });
  const optional = v.optional(parameterLeaf(parameter));
  if (standard === null) return described(optional, { about });
  const written = typeof standard === "number" ? writeNumber(standard, parameter) : standard;
  return saying(described(optional, { about, standard: written, example: written }), { default: written });
}

/** Whether a parameter must be written. */
export function isRequired(parameter: Parameter | undefined): boolean {
  return typeof parameter?.default === "object" && parameter.default !== null;
}

/** Whether a value is an amount of memory whose pages must still be counted. */
export function isSize(quantity: Quantity | ParameterValue): quantity is Size {
  return typeof quantity === "object" && quantity !== null;
}

/** The value of a parameter. */
export function parameterLeaf(parameter: Parameter): leaf.Leaf<Quantity> {
  switch (parameter.unit) {
    case "pages":
      return leaf.sizeOrShare;
    case "bytes":
      return leaf.leaf({ anyOf: [{ const: 0 }, { type: "string", pattern: leaf.SIZE_PATTERN }] }, (written) =>
        readBytes(written, parameter),
      );
    case "ns":
      return leaf.duration(parameter);
    case "share":
      return leaf.leaf({ anyOf: [{ type: "number" }, { type: "string", pattern: leaf.SHARE_PATTERN }] }, (written) =>
        leaf.within(readShare(written), written, parameter, writeShare),
      );
    case "bytesPerSecond":
      return leaf.rate;
    case "references":
    case "count":
      return parameter.words === undefined ? leaf.count(parameter) : leaf.numberedWord(parameter.words);
    case "number":
      return parameter.numbers === undefined ? leaf.number(parameter) : leaf.oneNumber(parameter.numbers);
    case "switch":
      return leaf.flag();
    case "text":
      return parameter.choices === undefined ? leaf.text("trace.u32.gz") : leaf.word(parameter.choices);
    case "traceFormat":
      return leaf.leaf(TRACE_FORMAT_SHAPE, readTraceFormat);
  }
}

/** A number as a person writes it; a unit that has none keeps it a number. */
function writeNumber(value: number, { unit, words }: Parameter): string | number {
  const known = words?.[value];
  if (known !== undefined) return known;
  if (unit === "ns") return value === 0 ? 0 : writeDuration(value);
  if (unit === "share") return writeShare(value);
  if (unit === "bytes") return writeSize(value);
  return unit === "pages" ? `${value} pages` : value;
}

function readBytes(written: unknown, limits: leaf.Limits): Reading<number> {
  const reading = readSize(written, { shares: false });
  if ("problem" in reading) return reading;
  if (reading.value.unit !== "bytes")
    return { problem: `${quote(written)} counts pages, and bytes are wanted: write for example 100MiB` };
  const bytes = Math.round(reading.value.bytes);
  if (!Number.isSafeInteger(bytes)) return { problem: `${quote(written)} is too large: at most ${MOST_BYTES}` };
  return leaf.within({ value: bytes }, written, limits, writeSize);
}
