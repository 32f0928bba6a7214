import type { Parameters } from "../../parameter/parameter.ts";
import type { ManagerChoice } from "../../scenario/scenario.ts";
import { settingInWords } from "./setting.ts";

/** A line that names the constants of the manager whose real values nobody knows, with what was assumed; none when all are known. */
export function unpublishedInWords({ kind, parameters }: ManagerChoice, described: Parameters): string[] {
  const guesses = Object.entries(described).flatMap(([name, parameter]) => {
    const value = parameters[name];
    const { source } = parameter;
    if (source === undefined || !/^unpublished/iu.test(source) || value === undefined) return [];
    return [`${name} ${settingInWords(value, parameter)}`];
  });
  return guesses.length === 0 ? [] : [`Unpublished constants of ${kind}, assumed here: ${guesses.join(", ")}.`];
}
