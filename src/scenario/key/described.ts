import * as v from "valibot";
import type { Leaf } from "./leaf.ts";
import { inOneLine, isSection } from "./written.ts";

/** What is said of a value. */
export interface Description {
  readonly about: string;
  /** Its default as a person writes it, or a sentence about it. */
  readonly standard?: unknown;
  /** Where the default comes from. */
  readonly source?: string | undefined;
  readonly example?: unknown;
}

/** A schema that a key of a group has, with what JSON Schema says of the key; the description ends with the default. */
export function described<T>(schema: Leaf<T>, { about, standard, source, example }: Description): Leaf<T> {
  const isSaid = standard !== undefined && !(isSection(standard) && Object.keys(standard).length === 0);
  return saying(schema, {
    description: isSaid ? `${about} Default: ${inOneLine(standard)}.` : about,
    ...(source === undefined ? {} : { $comment: `Source of the default: ${source}` }),
    ...(example === undefined ? {} : { examples: [example] }),
  });
}

/** A schema with more for JSON Schema to say. It lies beside the pipe: what follows a transformation there is not converted. */
export function saying<T>(schema: Leaf<T>, more: Readonly<Record<string, unknown>>): Leaf<T> {
  const said = { ...saidOf(schema), ...more };
  return { ...schema, ...{ said } };
}

/** What JSON Schema says of the key that has a schema. */
export function saidOf(schema: v.GenericSchema): Readonly<Record<string, unknown>> {
  return { ...v.getMetadata(schema), ...("said" in schema && isSection(schema.said) ? schema.said : {}) };
}
