import { fitAll } from "../../src/parameter/fit.ts";
import type { CatalogueEntry, Parameters, ValuesOf } from "../../src/parameter/parameter.ts";

/** A manager's parameters when nothing is written. */
export function defaultsOf<Declared extends Parameters>({
  name,
  parameters,
}: Pick<CatalogueEntry, "name"> & { readonly parameters: Declared }): ValuesOf<Declared> {
  const values = Object.fromEntries(
    Object.entries(parameters).map(([key, { default: value }]) => {
      if (typeof value === "object" && value !== null) throw new Error(`${name} has no default for ${key}`);
      return [key, value];
    }),
  );
  if (!fitAll(values, parameters)) throw new Error(`a default of ${name} is not of its unit`);
  return values;
}
