import { suggestion } from "../../parameter/nearest.ts";
import type { Parameters } from "../../parameter/parameter.ts";
import type { FormatSettings } from "../contract.ts";

/** A format as it is asked for: its name, and what is set of its parameters. */
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

/**
 * Takes `csv:place=offset:unit=sector` apart. A value in quotes (' or ") may hold colons; the quote itself stands twice in it.
 * A string that comes back says what is wrong.
 */
export function readWrittenFormat(written: string): WrittenFormat | string {
  const [, name = "", rest = ""] = /^([^:]*)(.*)$/su.exec(written) ?? [];
  const settings = new Map<string, string>();
  let at = 0;
  while (at < rest.length) {
    const part = /^:([^:='"]*)(?:=(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)"|([^:'"][^:]*|)))?(?=:|$)/su.exec(rest.slice(at));
    if (part === null) return `"${rest.slice(at + 1)}" in the format is not name=value: is a quote not closed?`;
    const [whole, parameter = "", single, double, plain] = part;
    const value = single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? plain ?? "";
    if (settings.has(parameter)) return `${parameter} of the format ${name} is set twice`;
    settings.set(parameter, value);
    at += whole.length;
  }
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
  const parts = [...settings].map(([parameter, value]) => {
    const needsQuotes = /[:'"]/.test(value) || value === "";
    return `:${parameter}=${needsQuotes ? `'${value.replaceAll("'", "''")}'` : value}`;
  });
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
