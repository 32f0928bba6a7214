import type { ParameterValues } from "../parameter/parameter.ts";

/** The number set under `name`; throws a RangeError when the values hold none there, which a validated scenario never does. */
export function numberSetting(values: ParameterValues, name: string): number {
  const value = values[name];
  if (typeof value !== "number") throw new RangeError(`the manager's parameter ${name} must be a number, not ${value}`);
  return value;
}

/** The switch set under `name`; throws a RangeError when the values hold none there, which a validated scenario never does. */
export function flagSetting(values: ParameterValues, name: string): boolean {
  const value = values[name];
  if (typeof value !== "boolean")
    throw new RangeError(`the manager's parameter ${name} must be a switch, not ${value}`);
  return value;
}
