import type { Parameters } from "../../parameter/parameter.ts";
import type { ManagerChoice } from "../../scenario/scenario.ts";
import { settingInWords } from "./setting.ts";

/** A line that names the constants of the manager whose real values nobody knows, with what was assumed; none when all are known. */
export function unpublishedInWords({ kind, parameters }: ManagerChoice, described: Parameters): string[] {
  const guesses = Object.entries(described).flatMap(([name, { source, unit }]) => {
    const value = parameters[name];
    if (source === undefined || !/^unpublished/iu.test(source) || value === undefined) return [];
    return [`${name} ${settingInWords(value, unit)}`];
  });
  return guesses.length === 0 ? [] : [`Unpublished constants of ${kind}, assumed here: ${guesses.join(", ")}.`];
}
