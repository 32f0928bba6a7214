import * as v from "valibot";
import { suggestion } from "../../parameter/nearest.ts";
import { quote } from "../../parameter/reading.ts";
import { saidOf } from "./described.ts";
import { flag, type Leaf, word } from "./leaf.ts";
import { inOneLine, isSection } from "./written.ts";

/** A group of keys. Every unknown one is reported, with the known one it most likely stands for. */
export function section<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.ObjectSchema<Entries, (issue: v.ObjectIssue) => string> {
  const object = v.object(entries, (issue) =>
    issue.path === undefined ? notASection(issue.input, entries) : missing(issue, entries),
  );
  return {
    ...object,
    "~run"(dataset, config) {
      const input = dataset.value;
      if (!isSection(input)) return object["~run"]({ value: Array.isArray(input) ? quote(input) : input }, config);
      const known = Object.keys(entries);
      const strangers = Object.keys(input).filter((key) => !known.includes(key));
      const output = object["~run"](dataset, config);
      const [first, ...others] = [
        ...(output.issues ?? []).filter((issue) => !isMeant(issue, strangers, known)),
        ...strangers.map((key) => unknownKey(input, key, known)),
      ];
      return first === undefined || strangers.length === 0
        ? output
        : { typed: false, value: output.value, issues: [first, ...others] };
    },
  };
}

/** Keys that stand among those of something else; what belongs to neither is reported with the others. */
export function keysAmongOthers<const Entries extends v.ObjectEntries>(entries: Entries) {
  const object = v.object(
    entries,
    (issue) => `${quote(issue.input)} is not a group of keys: write for example pattern: zipf below it`,
  );
  return v.pipe(object, v.metadata({ additionalProperties: true }));
}

/** One of several schemas, chosen by what was written, so that the messages are about what was meant. */
export function either<const Options extends readonly v.GenericSchema[]>(
  options: Options,
  choose: (written: unknown) => Options[number],
): v.UnionSchema<Options, undefined> {
  return { ...v.union(options), "~run": (dataset, config) => choose(dataset.value)["~run"](dataset, config) };
}

/** Something simple, or the group of keys that says it in full. */
export function shorthand<const Short extends v.GenericSchema, const Long extends v.GenericSchema>(
  short: Short,
  long: Long,
): v.UnionSchema<[Short, Long], undefined> {
  return either<[Short, Long]>([short, long], (written) => (isSection(written) ? long : short));
}

/** `false`, or a group of keys; `true` is the group with nothing in it. */
export function onOrOff<Long>(long: Leaf<Long>, example: string): Leaf<false | Long> {
  const short = flag(`write true, false or a group of keys such as ${example}`);
  const read: v.GenericSchema<unknown, false> = v.pipe(
    short,
    v.transform(() => false as const),
  );
  const union = v.union([read, long]);
  return {
    ...union,
    "~run": ({ value }, config) =>
      isSection(value) || value === true
        ? long["~run"]({ value: value === true ? {} : value }, config)
        : read["~run"]({ value }, config),
  };
}

/** One word that says no, or a group of keys with a `kind`, which may be written as its kind alone. */
export function offOrKind<const Off extends string, Long>(
  off: Off,
  kinds: readonly string[],
  long: Leaf<Long>,
): Leaf<Off | Long> {
  const words = word([off, ...kinds]);
  const none = v.pipe(
    words,
    v.transform(() => off),
  );
  const union = v.union([none, long]);
  return {
    ...union,
    "~run": ({ value }, config) => {
      const isKind = typeof value === "string" && kinds.includes(value);
      return isSection(value) || isKind
        ? long["~run"]({ value: isKind ? { kind: value } : value }, config)
        : none["~run"]({ value }, config);
    },
  };
}

/** What is said of a `kind` that is missing or not known. */
export function unknownKind(kinds: readonly string[], example: string): (issue: { readonly input: unknown }) => string {
  return ({ input }) =>
    input === undefined
      ? `missing: write for example kind: ${example}`
      : `${quote(input)} is not known, ${suggestion(String(input), kinds)}`;
}

/** Things of one kind by their names, which a person is free to choose; at least one. */
export function named<const Item extends v.GenericSchema>(item: Item, example: string) {
  const record = v.record(
    v.string(),
    item,
    (issue) => `${quote(issue.input)} does not give names: write for example ${example}`,
  );
  return v.pipe(
    {
      ...record,
      "~run": (dataset, config) =>
        record["~run"](Array.isArray(dataset.value) ? { value: quote(dataset.value) } : dataset, config),
    } satisfies typeof record,
    v.minEntries(1, `there is none: write for example ${example}`),
  );
}

/** A list with at least one item. */
export function list<const Item extends v.GenericSchema>(item: Item) {
  return v.pipe(
    v.array(
      item,
      (issue) => `${quote(issue.input)} is not a list: write the items one below the other, each after a dash`,
    ),
    v.minLength(1, "the list is empty: write at least one item"),
  );
}

function notASection(written: unknown, entries: v.ObjectEntries): string {
  const keys = Object.keys(entries);
  return `${quote(written)} is not a group of keys: write for example ${keys.slice(0, 3).join(", ")} below it`;
}

function missing(issue: v.ObjectIssue, entries: v.ObjectEntries): string {
  const key = String(issue.path?.[0]?.key ?? "");
  const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
  const { examples }: Readonly<Record<string, unknown>> = entry === undefined ? {} : saidOf(entry);
  return Array.isArray(examples)
    ? `missing: write for example ${key}: ${inOneLine(examples[0])}`
    : "missing: it must be written";
}

/** A missing key is no news when a misspelt one stands for it. */
function isMeant(issue: v.BaseIssue<unknown>, strangers: readonly string[], known: readonly string[]): boolean {
  const [item, ...rest] = issue.path ?? [];
  return (
    item?.origin === "key" &&
    rest.length === 0 &&
    strangers.some((stranger) => suggestion(stranger, known) === `did you mean ${String(item.key)}?`)
  );
}

function unknownKey(input: Readonly<Record<string, unknown>>, key: string, known: readonly string[]): v.ObjectIssue {
  return {
    kind: "schema",
    type: "object",
    input: input[key],
    expected: '"a known key"',
    received: `"${key}"`,
    message: `unknown key, ${suggestion(key, known)}`,
    path: [{ type: "object", origin: "key", input: { ...input }, key, value: input[key] }],
  };
}
