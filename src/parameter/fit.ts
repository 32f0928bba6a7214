import type { Parameter, Parameters, ParameterValue, ParameterValues, ValuesOf } from "./parameter.ts";

/** The first declared parameter that has no value of its unit; `null`: all have one. */
export function misfit(values: ParameterValues, declared: Parameters): string | null {
  return Object.entries(declared).find(([name, parameter]) => !fits(values[name], parameter))?.[0] ?? null;
}

/** Whether every declared parameter has a value of its unit, as in every scenario that was read. */
export function fitAll<Declared extends Parameters>(
  values: ParameterValues,
  declared: Declared,
): values is ParameterValues & ValuesOf<Declared> {
  return misfit(values, declared) === null;
}

function fits(value: ParameterValue | undefined, { unit, default: standard, choices }: Parameter): boolean {
  if (value === null) return standard === null;
  switch (unit) {
    case "switch":
      return typeof value === "boolean";
    case "text":
    case "traceFormat":
      return typeof value === "string" && (choices === undefined || choices.includes(value));
    default:
      return typeof value === "number" && !Number.isNaN(value);
  }
}
