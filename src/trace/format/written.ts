import { suggestion } from "../../parameter/nearest.ts";
import { quotedValue, readOneLine } from "../../parameter/one-line.ts";
import type { Parameters } from "../../parameter/parameter.ts";
import type { FormatSettings } from "../contract.ts";

/** A requested format: its name and the settings of its parameters. */
export interface WrittenFormat {
  readonly name: string;
  readonly settings: FormatSettings;
}

/** A format as a program or a scenario asks for it: `{ format: "csv", place: "offset", key: ["disk", "lun"] }`. */
export interface FormatObject {
  readonly format: string;
  readonly [parameter: string]: string | number | boolean | readonly (string | number)[];
}

const JOINED_BY_PLUS = ["place", "key"];

/** Reads `csv:place=offset:unit=sector`. A string that comes back says what is wrong. */
export function readWrittenFormat(written: string): WrittenFormat | string {
  const { name, settings: all, malformed } = readOneLine(written);
  const settings = new Map<string, string>();
  for (const { name: parameter, value } of all) {
    if (settings.has(parameter)) return `${parameter} of the format ${name} is set twice`;
    settings.set(parameter, value ?? "");
  }
  if (malformed !== null) return `"${malformed}" in the format is not name=value: is a quote not closed?`;
  return { name, settings };
}

/** The same of an object. */
export function ofObject({ format, ...parameters }: FormatObject): WrittenFormat {
  const entries = Object.entries(parameters).map(([name, value]): [string, string] => {
    if (Array.isArray(value)) return [name, value.join(JOINED_BY_PLUS.includes(name) ? "+" : ",")];
    if (value === true || value === false) return [name, value ? "yes" : "no"];
    return [name, String(value)];
  });
  return { name: format, settings: new Map(entries) };
}

/** A format as it is written in one line. */
export function writeFormat({ name, settings }: WrittenFormat): string {
  const parts = [...settings].map(([parameter, value]) => `:${parameter}=${quotedValue(value)}`);
  return `${name}${parts.join("")}`;
}

/** What is wrong with the names and words of a format's settings, in one sentence; `null`: nothing. */
export function settingsProblem({ name, settings }: WrittenFormat, parameters: Parameters): string | null {
  const known = Object.keys(parameters);
  for (const [parameter, value] of settings) {
    const entry = Object.hasOwn(parameters, parameter) ? parameters[parameter] : undefined;
    if (entry === undefined) {
      return known.length === 0
        ? `the format ${name} has no parameters, but "${parameter}" is written behind it`
        : `the format ${name} has no parameter "${parameter}": ${suggestion(parameter, known)}`;
    }
    if (value === "" && parameter !== "reads" && parameter !== "skip" && parameter !== "remarks") {
      return `${parameter} of the format ${name} has no value: write ${name}:${parameter}=…`;
    }
    if (entry.choices !== undefined && !entry.choices.includes(value)) {
      return `${parameter} of the format ${name} is "${value}", but must be one of ${entry.choices.join(", ")}`;
    }
  }
  return null;
}
