import type { CatalogueEntry, ParameterValues } from "../../src/parameter/parameter.ts";

/** A manager's parameters when nothing is written. */
export function defaultsOf({ name, parameters }: Pick<CatalogueEntry, "name" | "parameters">): ParameterValues {
  return Object.fromEntries(
    Object.entries(parameters).map(([key, { default: value }]) => {
      if (typeof value === "object" && value !== null) throw new Error(`${name} has no default for ${key}`);
      return [key, value];
    }),
  );
}
