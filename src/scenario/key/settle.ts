import type * as v from "valibot";
import type { Path } from "../problem.ts";
import type { PageCounting } from "./pages.ts";

/** The keys of a group; those without a meaning are its parts, which it settles itself. */
type Keys = Readonly<Record<string, v.GenericSchema>>;

type Named = { readonly meaning: { readonly to: string; readonly unit: string } };

type NameOf<Name extends string, One> = One extends {
  readonly meaning: { readonly to: infer To extends string; readonly unit: infer Unit extends string };
}
  ? To extends ""
    ? `${Name}${Unit}`
    : To
  : never;

type ValueOf<One> = One extends { readonly meaning: { settle(...given: never[]): infer Value } } ? Value : never;

/** What rules need, all together. */
type ContextOf<Group> = {
  [Name in keyof Group]: Group[Name] extends { readonly meaning: { standard(context: infer Context): unknown } }
    ? (context: Context) => void
    : (context: unknown) => void;
}[keyof Group] extends (context: infer Context) => void
  ? Context
  : never;

/** What a group of keys becomes: a record with a unit in each name, `delayNs` for `delay`. */
export type Settled<Group> = {
  readonly [Name in keyof Group & string as NameOf<Name, Group[Name]>]: ValueOf<Group[Name]>;
};

/** A group of keys as it was read. */
export type Written<Group> = {
  readonly [Name in keyof Group as Group[Name] extends Named ? Name : never]: Group[Name] extends v.GenericSchema
    ? v.InferOutput<Group[Name]>
    : never;
};

/** One key with its types forgotten. */
interface AnyMeaning {
  readonly to: string;
  readonly unit: string;
  settle(written: unknown, path: Path, counting: PageCounting, context: unknown): unknown;
}

/**
 * Makes of a group as it was read what it becomes: every default in its place, sizes counted in pages, a unit in each name. `context` is
 * what the defaults' rules need.
 */
export function settle<const Group extends Keys>(
  keys: Group,
  written: Written<NoInfer<Group>>,
  path: Path,
  counting: PageCounting,
  ...context: unknown extends ContextOf<Group> ? [] : [context: ContextOf<Group>]
): Settled<Group>;
export function settle(
  keys: Keys,
  written: Readonly<Record<string, unknown>>,
  path: Path,
  counting: PageCounting,
  context?: unknown,
): unknown {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([name, key]) => {
      if (!hasMeaning(key)) return [];
      const { to, unit } = key.meaning;
      const value = key.meaning.settle(written[name], [...path, name], counting, context);
      return [[to === "" ? `${name}${unit}` : to, value]];
    }),
  );
}

function hasMeaning(key: v.GenericSchema): key is v.GenericSchema & { readonly meaning: AnyMeaning } {
  return "meaning" in key;
}
