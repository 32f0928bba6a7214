import { quote, type Reading } from "../../parameter/reading.ts";
import { ofObject, readWrittenFormat, writeFormat } from "../../trace/format/written.ts";

const VALUE = { type: ["string", "number", "boolean"] } as const;

const GROUP = {
  type: "object",
  required: ["format"],
  properties: { format: { type: "string" } },
  additionalProperties: { anyOf: [VALUE, { type: "array", items: VALUE }] },
};

/** What JSON Schema says of a trace's format. */
export const TRACE_FORMAT_SHAPE = { anyOf: [{ type: "string" }, GROUP] };

/** Reads a trace's format, as on the command line or as a group of keys; becomes what stands on the command line. */
export function readTraceFormat(written: unknown): Reading<string> {
  if (typeof written === "string") {
    const format = readWrittenFormat(written);
    return typeof format === "string" ? { problem: format } : { value: writeFormat(format) };
  }
  if (typeof written !== "object" || written === null || Array.isArray(written)) {
    return {
      problem: `${quote(written)} is no format: write for example csv:place=2:unit=sector, or a group with the key format`,
    };
  }
  const { format, ...parameters }: { readonly [key: string]: unknown } = { ...written };
  if (typeof format !== "string") return { problem: "the group has no key format: write for example format: csv" };
  const plain: { [key: string]: string | number | boolean | (string | number)[] } = {};
  for (const [key, value] of Object.entries(parameters)) {
    const isList = Array.isArray(value) && value.every((item) => typeof item === "string" || typeof item === "number");
    if (isList) plain[key] = value;
    else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") plain[key] = value;
    else return { problem: `${key} of the format is ${quote(value)}: write a word, a number, or a list of them` };
  }
  return { value: writeFormat(ofObject({ ...plain, format })) };
}
