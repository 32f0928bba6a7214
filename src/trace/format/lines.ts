import type { FormatSettings, PlaceSink, TraceFormat, TraceParser, TraceSource } from "../contract.ts";
import { LineParser } from "../framing/lines.ts";
import { groupNames, PatternFields, unlike } from "../framing/pattern.ts";
import { type KnownMeaning, MEANING_PARAMETERS, NONE, readMeaning } from "../meaning/meaning.ts";
import type { Roles } from "../meaning/roles.ts";
import { RowMeaning } from "../meaning/rows.ts";

const ROLES = ["place", "page", "address", "id", "size", "count", "op", "key", "repeat", "time"];
const text = (about: string) => ({ unit: "text", default: null, about }) as const;

/** A pattern with what its groups mean. */
interface LinesMeaning {
  readonly pattern: RegExp;
  readonly ignored: RegExp | null;
  readonly skipsUnlike: boolean;
  readonly meaning: KnownMeaning;
  readonly roles: Roles;
}

function read(settings: FormatSettings): LinesMeaning | string {
  const written = settings.get("pattern");
  if (written === undefined) {
    return "lines needs a pattern with named groups: write lines:pattern='(?<op>[RW]) (?<address>0x[0-9a-f]+)'";
  }
  const pattern = regularExpression("pattern", written);
  const ignored = settings.has("ignore") ? regularExpression("ignore", settings.get("ignore") ?? "") : null;
  if (typeof pattern === "string") return pattern;
  if (typeof ignored === "string") return ignored;
  const names = groupNames(pattern);
  if (names.length === 0)
    return `the pattern ${written} has no named groups: write for example (?<address>0x[0-9a-f]+)`;
  const roles = new Map(names.filter((name) => ROLES.includes(name)).map((name) => [name, name]));
  const isWhere = (name: string) => ["place", "page", "address", "id"].includes(name);
  // Settings take precedence over group names.
  if ([...settings.keys()].some(isWhere)) for (const name of [...roles.keys()]) if (isWhere(name)) roles.delete(name);
  const meaning = readMeaning(new Map([...roles, ...settings]));
  if (typeof meaning === "string") return meaning;
  const [place] = meaning.places;
  if (place === undefined)
    return `none of the groups ${names.join(", ")} is a place: name one place, page, address or id`;
  const { unit } = meaning;
  if (unit === null)
    return "the unit of place is not given: write unit=byte, unit=sector, unit=page or a number of bytes";
  const missing: string[] = [];
  const fieldAt = (field: string | null): number => {
    if (field === null || field === NONE) return -1;
    const at = names.indexOf(field);
    if (at < 0) missing.push(`the pattern has no group "${field}": there are ${names.join(", ")}`);
    return at;
  };
  const found: Roles = {
    places: meaning.places.map(({ field }) => fieldAt(field)),
    size: fieldAt(meaning.size),
    op: fieldAt(meaning.op),
    repeat: fieldAt(meaning.repeat),
    time: fieldAt(meaning.time),
    keys: (meaning.keys ?? []).map(fieldAt),
  };
  const skipsUnlike = settings.get("unmatched") === "skip";
  return missing[0] ?? { pattern, ignored, skipsUnlike, meaning: { ...meaning, unit }, roles: found };
}

function regularExpression(name: string, written: string): RegExp | string {
  try {
    return new RegExp(written, "u");
  } catch (error) {
    return `${name} is not a regular expression: ${error instanceof Error ? error.message : String(error)}`;
  }
}

class PatternParser implements TraceParser {
  readonly #fields: PatternFields;
  readonly #rows: RowMeaning;
  readonly #lines: LineParser;
  readonly #pageBytes: number;
  #left = 0;

  constructor(source: TraceSource, { pattern, ignored, skipsUnlike, meaning, roles }: LinesMeaning, sink: PlaceSink) {
    const fields = new PatternFields(pattern);
    const name = (field: number) => `the group ${fields.names[field] ?? field + 1}`;
    const rows = new RowMeaning(meaning, roles, name, source.pageBytes, sink);
    const decoder = new TextDecoder();
    this.#fields = fields;
    this.#rows = rows;
    this.#pageBytes = source.pageBytes;
    this.#lines = new LineParser(source.name, (bytes, start, end) => {
      if (start === end) return null;
      if (fields.find(bytes, start, end))
        return rows.take(fields.bytes, fields.starts, fields.ends, fields.names.length);
      if (!skipsUnlike && !(ignored?.test(decoder.decode(bytes.subarray(start, end))) ?? false)) {
        return unlike(bytes, start, end);
      }
      this.#left++;
      return null;
    });
  }

  get dividesAddresses() {
    return this.#rows.dividesAddresses;
  }

  get pageBytes() {
    return this.#rows.dividesAddresses ? this.#pageBytes : undefined;
  }

  get nameOfId() {
    return this.#rows.nameOfId;
  }

  get columns() {
    const { used, unused } = this.#rows.columns(this.#fields.names.length);
    const left = this.#left === 0 ? [] : [`${this.#left} lines that are not references were left out`];
    return { used: [...used, ...left], unused };
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  end(): void {
    this.#lines.end();
  }
}

/** Lines whose parts a regular expression finds. */
export const lines: TraceFormat = {
  name: "lines",
  about:
    "Lines that a regular expression takes apart: its named groups place, page, address, id, size, op, key … are the fields.",
  source: "https://tc39.es/ecma262/#sec-regexp-regular-expression-objects",
  parameters: {
    pattern: text("The regular expression, in quotes when it holds a colon."),
    unmatched: {
      ...text("What happens to a line that does not fit: it is refused, or left out and counted. Default: refuse."),
      choices: ["refuse", "skip"],
    },
    ignore: text("A regular expression of the lines that are left out although others must fit."),
    ...MEANING_PARAMETERS,
  },
  extensions: [],
  recognises: () => null,
  check: (settings) => {
    const meaning = read(settings);
    return typeof meaning === "string" ? meaning : null;
  },
  open: (source, sink) => {
    const meaning = read(source.settings ?? new Map<string, string>());
    if (typeof meaning === "string") throw new Error(meaning);
    return new PatternParser(source, meaning, sink);
  },
};
