import * as v from "valibot";
import type { Path } from "../problem.ts";
import { described } from "./described.ts";
import type { Leaf } from "./leaf.ts";
import type { PageCounting } from "./pages.ts";

/** What a key says of itself. */
export interface About<To extends string = string> {
  /** What it is, in one sentence. Its default is appended and need not be said. */
  readonly about: string;
  /** A value as a person writes it; left out, the default. */
  readonly example?: string | number;
  /** Where the default comes from. */
  readonly source?: string;
  /** The name of what it becomes, where that is not the key's name and its unit. */
  readonly to?: To;
}

/** A default in words. */
export interface Sentence {
  readonly sentence: string;
}

/** A default that depends on what else was written: in words and in code. */
export interface Rule<Context, Value> extends Sentence {
  readonly of: (context: Context) => Value;
}

/** A default as a person writes it. */
type Plain = string | number | boolean;

/** What a key becomes once it has been read. */
export interface Meaning<Written, To extends string, Unit extends string, Value, Context> {
  readonly to: To;
  /** The end of its name: `Ns` makes `delayNs` of `delay`. */
  readonly unit: Unit;
  readonly about: string;
  /** What was written, or the default, in the unit's terms. */
  settle(written: Written | undefined, path: Path, counting: PageCounting, context: Context): Value;
  /** What the default's rule gives. */
  standard(context: Context): Value;
}

/** One key of a group: a schema that reads it, and what it then becomes. */
export type Key<Read, To extends string, Unit extends string, Value, Context> = Leaf<Read> & {
  readonly meaning: Meaning<Exclude<Read, undefined>, To, Unit, Value, Context>;
};

/** Declares keys of one kind: with a default by a rule, with one as a person writes it, or required. */
export interface Declare<Written, Value, Unit extends string, Options> {
  <Context, Standard, const To extends string = "">(
    key: About<To> & Options & { readonly default: Rule<Context, Standard> },
  ): Key<Written | undefined, To, Unit, Value | Standard, Context>;
  <const To extends string = "">(
    key: About<To> & Options & { readonly default?: Plain },
  ): Key<Written, To, Unit, Value, unknown>;
}

/** A default that depends on what else was written. */
export function rule<Context, Value>(sentence: string, of: (context: Context) => Value): Rule<Context, Value> {
  return { sentence, of };
}

/**
 * A kind of key: how it is read, and what it becomes. Its declarations have `Options` in addition to what every key has.
 */
export function kind<Written, Value, const Unit extends string, Options>(
  unit: Unit,
  leafOf: (key: About & Options) => Leaf<Written>,
  settle: (written: Written, path: Path, counting: PageCounting, options: Options) => Value,
): Declare<Written, Value, Unit, Options> {
  function declare<Context, Standard, const To extends string = "">(
    key: About<To> & Options & { readonly default: Rule<Context, Standard> },
  ): Key<Written | undefined, To, Unit, Value | Standard, Context>;
  function declare<const To extends string = "">(
    key: About<To> & Options & { readonly default?: Plain },
  ): Key<Written, To, Unit, Value, unknown>;
  function declare(key: About & Options & { readonly default?: Rule<unknown, unknown> | Plain }): unknown {
    const { default: standard } = key;
    const given = (context: unknown) => (isRule(standard) ? standard.of(context) : undefined);
    const meaning: Meaning<Written, string, Unit, unknown, unknown> = {
      to: key.to ?? "",
      unit,
      about: key.about,
      settle: (written, path, counting, context) =>
        written === undefined ? given(context) : settle(written, path, counting, key),
      standard: given,
    };
    return { ...withStandard(leafOf(key), key), meaning };
  }
  return declare;
}

/** A key whose value is a group of keys, or anything else that its parent makes something of. */
export function part<T>(schema: Leaf<T>, key: Omit<About, "to"> & { readonly default: Sentence }): Leaf<T | undefined>;
export function part<T>(
  schema: Leaf<T>,
  key: Omit<About, "to" | "example"> & { readonly example?: unknown; readonly default?: Plain | object },
): Leaf<T>;
export function part(
  schema: Leaf<unknown>,
  key: Omit<About, "to" | "example"> & { readonly example?: unknown; readonly default?: Plain | object | Sentence },
): Leaf<unknown> {
  return withStandard(schema, key);
}

function withStandard(
  schema: Leaf<unknown>,
  key: Omit<About, "to" | "example"> & { readonly example?: unknown; readonly default?: Plain | object | Sentence },
): Leaf<unknown> {
  const { about, default: standard, source } = key;
  const words = isSentence(standard) ? standard.sentence : standard;
  const { example = typeof standard === "string" || typeof standard === "number" ? standard : undefined } = key;
  const read =
    standard === undefined ? schema : isSentence(standard) ? v.optional(schema) : v.optional(schema, standard);
  return described(read, { about, standard: words, source, example });
}

function isSentence(standard: unknown): standard is Sentence {
  return typeof standard === "object" && standard !== null && "sentence" in standard;
}

function isRule(standard: unknown): standard is Rule<unknown, unknown> {
  return isSentence(standard) && "of" in standard;
}
