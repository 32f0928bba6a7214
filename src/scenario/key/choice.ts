import * as v from "valibot";
import { suggestion } from "../../parameter/nearest.ts";
import { readOneLine } from "../../parameter/one-line.ts";
import { entryNamed, namesOf } from "../../parameter/other-names.ts";
import type { CatalogueEntry, Parameter, Parameters, ParameterValue } from "../../parameter/parameter.ts";
import { quote, type Reading } from "../../parameter/reading.ts";
import { renamed } from "../../parameter/renamed.ts";
import { type Leaf, leaf } from "./leaf.ts";
import { isRequired, parameterKey, parameterLeaf, type Quantity } from "./parameter.ts";
import { either, section } from "./section.ts";
import { isSection } from "./written.ts";

/** A manager, pattern or policy as it was chosen: its name, and those of its parameters that were written. */
export interface Choice {
  readonly kind: string;
  readonly written: Readonly<Record<string, Quantity | undefined>>;
}

/**
 * A choice written as a group of keys: `key` names the entry, its parameters stand beside it. Keys in `beside` belong to
 * somebody else and are left alone.
 */
export function choice(
  key: string,
  entries: readonly CatalogueEntry[],
  beside: readonly string[] = [],
): v.GenericSchema<unknown, Choice> {
  const options = new Map<string, v.GenericSchema<unknown, Choice>>(
    entries.flatMap((entry) => {
      const schema = option(key, entry, beside);
      return namesOf(entry).map((name) => [name, schema] as const);
    }),
  );
  const unknown: v.GenericSchema<unknown, Choice> = v.pipe(
    section({
      [key]: kindLeaf(entries),
      ...leftAlone(Object.keys(Object.assign({}, ...entries.map((entry) => entry.parameters)))),
      ...leftAlone(beside),
    }),
    v.transform((): Choice => ({ kind: "", written: {} })),
  );
  return either(
    [...new Set(options.values())],
    (written) => (isSection(written) ? options.get(String(written[key])) : undefined) ?? unknown,
  );
}

/** A choice written in one line, with parameters after colons: `clock`, `clock:load=0`. */
export function choiceInOneLine(what: string, entries: readonly CatalogueEntry[]): Leaf<Choice> {
  const examples = entries.map((entry) => entry.name);
  const names = entries.flatMap(namesOf).join("|");
  return leaf({ type: "string", examples, pattern: `^(${names})(:[^:=]+=[^:=]+)*$` }, (written) =>
    readChoice(written, what, entries),
  );
}

/** Reads `clock` or `clock:load=0`; `what` is the word for it in messages. */
export function readChoice(written: unknown, what: string, entries: readonly CatalogueEntry[]): Reading<Choice> {
  const names = entries.map((entry) => entry.name);
  if (typeof written !== "string")
    return { problem: `${quote(written)} is not a ${what}: write one of ${names.join(", ")}` };
  const { name, settings, malformed } = readOneLine(written);
  const entry = entryNamed(name, entries);
  if (entry === undefined)
    return { problem: renamed(name, entries) ?? `${quote(name)} is not a ${what}, ${suggestion(name, names)}` };
  const { name: kind } = entry;
  const parameters: Record<string, Quantity> = {};
  const notParameter = (text: string) => ({ problem: `${quote(text)} is not a parameter: write ${kind}:name=value` });
  for (const { text, name, value } of settings) {
    if (name === "" || value === null) return notParameter(text);
    const parameter = Object.hasOwn(entry.parameters, name) ? entry.parameters[name] : undefined;
    if (parameter === undefined)
      return { problem: `${kind} has no parameter ${name}, ${suggestion(name, Object.keys(entry.parameters))}` };
    const reading = v.safeParse(parameterLeaf(parameter), plainValue(value, parameter));
    if (!reading.success) return { problem: `${name}: ${reading.issues[0].message}` };
    parameters[name] = reading.output;
  }
  if (malformed !== null) return notParameter(malformed);
  const missing = Object.keys(entry.parameters).find(
    (name) => isRequired(entry.parameters[name]) && !(name in parameters),
  );
  if (missing !== undefined) return { problem: `${kind} needs ${missing}: write ${kind}:${missing}=…` };
  return { value: { kind, written: parameters } };
}

/** The entry of that name, which a choice that was read is known to have. */
export function entryOf<Entry extends CatalogueEntry>(
  entries: readonly Entry[],
  { kind }: { readonly kind: string },
): Entry {
  const entry = entries.find((candidate) => candidate.name === kind);
  if (entry === undefined) throw new Error(`${kind} is not in the catalogue`);
  return entry;
}

/** What a parameter is when nothing was written. */
export function standardOf(parameter: Parameter): ParameterValue {
  return typeof parameter.default === "object" && parameter.default !== null ? null : parameter.default;
}

function option(key: string, entry: CatalogueEntry, beside: readonly string[]) {
  const names = Object.keys(entry.parameters);
  const clash = names.find((name) => name === key || beside.includes(name));
  if (clash !== undefined)
    throw new Error(`${entry.name} has a parameter "${clash}", a key that already means something else there`);
  return v.pipe(
    section({ [key]: nameKey(entry), ...leftAlone(beside), ...parameterEntries(entry.parameters) }),
    v.description(entry.about),
    v.transform(
      (output): Choice => ({
        kind: entry.name,
        written: Object.fromEntries(names.map((name) => [name, output[name]])),
      }),
    ),
  );
}

function nameKey(entry: CatalogueEntry) {
  const names = namesOf(entry);
  return names.length === 1 ? v.literal(entry.name) : v.picklist(names);
}

/** A key for each parameter. */
export function parameterEntries(parameters: Parameters): Record<string, Leaf<Quantity | undefined>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, parameterKey(parameter)]));
}

/** Keys that are read elsewhere. */
export function leftAlone(names: readonly string[]): Record<string, Leaf<undefined>> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      v.optional(
        v.pipe(
          v.unknown(),
          v.transform(() => undefined),
        ),
      ),
    ]),
  );
}

function kindLeaf(entries: readonly CatalogueEntry[]): Leaf<Quantity | undefined> {
  const kinds = entries.map((entry) => entry.name);
  return leaf({ enum: entries.flatMap(namesOf), examples: kinds.slice(0, 1) }, (written) => ({
    problem:
      renamed(String(written), entries) ?? `${quote(written)} is not known, ${suggestion(String(written), kinds)}`,
  }));
}

function plainValue(value: string, { unit, numbers }: Parameter): unknown {
  if (numbers !== undefined) return value;
  if (unit === "switch" && (value === "true" || value === "false")) return value === "true";
  return unit !== "text" && /^-?\d+(\.\d+)?$/u.test(value) ? Number(value) : value;
}
