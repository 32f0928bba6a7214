import type { PolicyLayout } from "../engine/machine/layout.ts";
import { type PolicyEntry, policies, policyLayout, type Visibility } from "../engine/policies.ts";
import { suggestion } from "../parameter/nearest.ts";
import { type OneLine, readOneLine } from "../parameter/one-line.ts";
import { entryNamed } from "../parameter/other-names.ts";
import type { Parameter } from "../parameter/parameter.ts";
import { quote, type Reading, readOneNumber } from "../parameter/reading.ts";
import { LabError } from "./error.ts";

/** A replacement policy with all its parameters. */
export interface LabPolicy {
  readonly name: string;
  readonly parameters: { readonly [name: string]: number };
  readonly visibility: Visibility;
  /** The name and the set parameters, as written. */
  readonly label: string;
  readonly layout: PolicyLayout;
}

const ALL = "all";

/**
 * Reads policies such as `lru` and `gclock:max=3`. Names are not case-sensitive; aliases work too (`second-chance` is `clock`).
 * `all` means every policy. Throws a `LabError`.
 */
export function readPolicies(written: readonly string[]): LabPolicy[] {
  return written.flatMap((text) =>
    text.trim().toLowerCase() === ALL
      ? policies.map((entry) => withSettings(entry, readOneLine(entry.name)))
      : readPolicy(text.trim()),
  );
}

function readPolicy(text: string): LabPolicy {
  const line = readOneLine(text);
  const { name: written } = line;
  const name = written.toLowerCase();
  const entry = entryNamed(name, policies);
  if (entry !== undefined) return withSettings(entry, line);
  const names = policies.map((candidate) => candidate.name);
  throw new LabError(`${quote(written)} is not a replacement policy, ${suggestion(name, [...names, ALL])}`);
}

function withSettings(entry: PolicyEntry, { settings, malformed }: OneLine): LabPolicy {
  const values = new Map(Object.entries(entry.parameters).map(([name, { default: standard }]) => [name, standard]));
  const notParameter = (text: string) =>
    new LabError(`${quote(text)} is not a parameter: write ${entry.name}:name=value`);
  for (const { text, name, value } of settings) {
    if (name === "" || value === null) throw notParameter(text);
    const parameter = Object.hasOwn(entry.parameters, name) ? entry.parameters[name] : undefined;
    if (parameter === undefined)
      throw new LabError(`${entry.name} has no parameter ${quote(name)}, ${parametersOf(entry, name)}`);
    const reading = readValue(value, parameter);
    if ("problem" in reading) throw new LabError(`${entry.name}: ${name}: ${reading.problem}`);
    values.set(name, reading.value);
  }
  if (malformed !== null) throw notParameter(malformed);
  const parameters = Object.fromEntries(values);
  return {
    name: entry.name,
    parameters,
    visibility: entry.visibility,
    label: [entry.name, ...settings.map(({ text }) => text)].join(":"),
    layout: policyLayout(entry.name, parameters),
  };
}

function parametersOf({ parameters }: PolicyEntry, name: string): string {
  const names = Object.keys(parameters);
  return names.length === 0 ? "it has none" : suggestion(name, names);
}

/** Reads a number or its keyword; a number that need not be whole may also be a share such as `5%`, which is 0.05. */
function readValue(written: string, { unit, least, most, words = [], numbers }: Parameter): Reading<number> {
  if (numbers !== undefined) return readOneNumber(written, numbers);
  if (words.includes(written)) return { value: words.indexOf(written) };
  const [, digits, percent] = /^(-?\d+(?:\.\d+)?)(%?)$/u.exec(written) ?? [];
  const value = percent === "%" ? Number(digits) / 100 : Number(digits);
  if (digits === undefined || (percent === "%" && unit === "count"))
    return { problem: `${quote(written)} is not a number` };
  if (unit === "count" && !Number.isSafeInteger(value)) return { problem: `${quote(written)} is not a whole number` };
  if (least !== undefined && value < least) return { problem: `${quote(written)} is too small: at least ${least}` };
  if (most !== undefined && value > most) return { problem: `${quote(written)} is too large: at most ${most}` };
  return { value };
}
