import type { Parameters, ParameterValue } from "../../parameter/parameter.ts";

/** A format as it is asked for: `csv:page=block:header=no`. */
export interface WrittenFormat {
  readonly name: string;
  readonly settings: ReadonlyMap<string, string>;
}

/** Takes a name with parameters behind colons apart; a parameter without `=` gets "". */
export function readWrittenFormat(written: string): WrittenFormat {
  const [name = "", ...parts] = written.split(":");
  const settings = parts.map((part): [string, string] => {
    const at = part.indexOf("=");
    return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
  });
  return { name, settings: new Map(settings) };
}

/** The values of a format's parameters, or in one sentence what is wrong with those that were written. */
export function formatSettings(
  { name, settings }: WrittenFormat,
  parameters: Parameters,
): { readonly [name: string]: ParameterValue } | string {
  const known = Object.keys(parameters);
  for (const [parameter, value] of settings) {
    const { choices } = parameters[parameter] ?? {};
    if (!known.includes(parameter)) {
      return known.length === 0
        ? `the format ${name} has no parameters, but "${parameter}" is written behind it`
        : `the format ${name} has no parameter "${parameter}": there are ${known.join(", ")}`;
    }
    if (choices !== undefined && !choices.includes(value)) {
      return `${parameter} of the format ${name} is "${value}", but must be one of ${choices.join(", ")}`;
    }
    if (value === "") return `${parameter} of the format ${name} has no value: write ${name}:${parameter}=…`;
  }
  return Object.fromEntries(
    Object.entries(parameters).map(([parameter, { default: value }]) => {
      const standard = typeof value === "object" ? null : value;
      return [parameter, settings.get(parameter) ?? standard];
    }),
  );
}
