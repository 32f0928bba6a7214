import type { Parameter, ParameterValue, ParameterValues } from "../../parameter/parameter.ts";
import type { Path } from "../problem.ts";
import { type Choice, standardOf } from "./choice.ts";
import { type PageCounting, toPages } from "./pages.ts";
import { isSize, type Quantity } from "./parameter.ts";

/** All the parameters of a choice, defaults filled in. */
export function parameterValues(
  parameters: Readonly<Record<string, Parameter>>,
  { written }: Choice,
  path: Path,
  counting: PageCounting,
): ParameterValues {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      name,
      parameterValue(parameter, written[name], [...path, name], counting),
    ]),
  );
}

function parameterValue(
  parameter: Parameter,
  written: Quantity | undefined,
  path: Path,
  counting: PageCounting,
): ParameterValue {
  if (written === undefined) return standardOf(parameter);
  if (!isSize(written)) return written;
  return toPages(written, path, counting, parameter.least, parameter.most);
}
