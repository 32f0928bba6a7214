import { inWords } from "../parameter/argument.ts";
import type { CatalogueEntry, Parameter, ParameterValues } from "../parameter/parameter.ts";
import type { PolicyLayout } from "./machine/layout.ts";
import { described } from "./policies.generated.ts";

/** What a replacement policy may see: the order of faults only, an accessed bit, every access, or the future. */
export type Visibility = "fault" | "accessed-bit" | "every-access" | "future";

/** A parameter of a replacement policy: a number, which may stand for a word. */
export interface PolicyParameter extends Parameter {
  readonly default: number;
}

/** A replacement policy the engine has. */
export interface PolicyEntry extends CatalogueEntry {
  readonly parameters: { readonly [name: string]: PolicyParameter };
  /** The engine's number for it. */
  readonly number: number;
  readonly visibility: Visibility;
  /** Whether a guest, and the host, can use it. */
  readonly guest: boolean;
  readonly host: boolean;
}

/** Every replacement policy the engine has, in the order of their numbers. */
export const policies: readonly PolicyEntry[] = described;

/**
 * A policy as the engine takes it; parameters without a value have their defaults. Of `scale` references it sees one. Throws a RangeError or
 * TypeError for what it cannot be.
 */
export function policyLayout(name: string, values: ParameterValues = {}, scale = 1): PolicyLayout {
  const entry = policies.find((policy) => policy.name === name);
  if (entry === undefined) throw new RangeError(`There is no replacement policy "${name}".`);
  const parameters = Object.entries(entry.parameters).map(([key, { default: standard, unit, least = 0 }]) => {
    const value = values[key] ?? standard;
    if (typeof value === "number") return unit === "references" ? Math.max(least, Math.round(value / scale)) : value;
    throw new TypeError(`${name}: ${key} must be a number, not ${inWords(value)}`);
  });
  return { number: entry.number, parameters };
}
