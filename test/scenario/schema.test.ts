import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { scenarioCatalogue as everything } from "../../src/catalogue.ts";
import { buildScenario } from "../../src/scenario/build.ts";
import { resolveScenario } from "../../src/scenario/resolve.ts";
import { scenarioJsonSchema } from "../../src/scenario/schema.ts";
import { badHosts } from "./bad/hosts.ts";
import { catalogue, longest, shortest } from "./example.ts";

type Json = Readonly<Record<string, unknown>>;

const isGroup = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a value keeps to a schema, for the keywords that the scenario's schema uses; an unknown keyword is an error. */
function accepts(schema: unknown, value: unknown): boolean {
  if (!isGroup(schema)) throw new Error("not a schema");
  return Object.entries(schema).every(([keyword, rule]) => keeps(keyword, rule, schema, value));
}

function keeps(keyword: string, rule: unknown, schema: Json, value: unknown): boolean {
  const rules = Array.isArray(rule) ? rule : [];
  switch (keyword) {
    case "$schema":
    case "title":
    case "description":
    case "examples":
    case "default":
    case "$comment":
      return true;
    case "type":
      if (rule === "object") return isGroup(value);
      if (rule === "array") return Array.isArray(value);
      if (rule === "integer") return Number.isInteger(value);
      return typeof value === rule;
    case "properties":
      return (
        !isGroup(rule) ||
        !isGroup(value) ||
        Object.entries(rule).every(([key, inner]) => !(key in value) || accepts(inner, value[key]))
      );
    case "additionalProperties":
      if (rule === true || !isGroup(value)) return true;
      return Object.keys(value)
        .filter((key) => !(isGroup(schema.properties) && key in schema.properties))
        .every((key) => rule !== false && accepts(rule, value[key]));
    case "propertyNames":
      return !isGroup(value) || Object.keys(value).every((key) => accepts(rule, key));
    case "required":
      return isGroup(value) && rules.every((key) => String(key) in value);
    case "items":
      return !Array.isArray(value) || value.every((item) => accepts(rule, item));
    case "anyOf":
      return rules.some((option) => accepts(option, value));
    case "oneOf":
      return rules.filter((option) => accepts(option, value)).length === 1;
    case "allOf":
      return rules.every((part) => accepts(part, value));
    case "not":
      return !accepts(rule, value);
    case "enum":
      return rules.includes(value);
    case "const":
      return value === rule;
    case "pattern":
      return typeof value !== "string" || new RegExp(String(rule), "u").test(value);
    case "minimum":
      return typeof value !== "number" || value >= Number(rule);
    case "maximum":
      return typeof value !== "number" || value <= Number(rule);
    case "exclusiveMaximum":
      return typeof value !== "number" || value < Number(rule);
    case "minLength":
      return typeof value !== "string" || value.length >= Number(rule);
    case "maxLength":
      return typeof value !== "string" || value.length <= Number(rule);
    case "minItems":
      return !Array.isArray(value) || value.length >= Number(rule);
    case "minProperties":
      return !isGroup(value) || Object.keys(value).length >= Number(rule);
    default:
      throw new Error(`the keyword ${keyword} is not known here`);
  }
}

/** A value with every default written out that its schema names: the first kind that takes a group of keys decides. */
function withDefaults(schema: unknown, value: unknown): unknown {
  if (!isGroup(schema)) return value;
  if (Array.isArray(value)) return value.map((item) => withDefaults(schema.items, item));
  if (!isGroup(value)) return value;
  const options = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((some) => (Array.isArray(some) ? some : []));
  const groups: readonly unknown[] = Array.isArray(schema.allOf)
    ? schema.allOf
    : options.filter((option) => accepts(option, value)).slice(0, 1);
  let full: Json = value;
  for (const group of groups) full = { ...full, ...Object(withDefaults(group, full)) };
  if (!isGroup(schema.properties)) return full;
  const entries = Object.entries(schema.properties).flatMap(([key, inner]): [string, unknown][] => {
    const standard = isGroup(inner) && "default" in inner ? inner.default : undefined;
    const written = full[key] ?? standard;
    return written === undefined ? [] : [[key, withDefaults(inner, written)]];
  });
  return { ...full, ...Object.fromEntries(entries) };
}

describe("the JSON Schema", () => {
  const schema: unknown = JSON.parse(JSON.stringify(scenarioJsonSchema(catalogue)));

  it("accepts what can be read", () => {
    expect(accepts(schema, parse(shortest))).toBe(true);
    expect(accepts(schema, parse(longest))).toBe(true);
  });

  it("refuses what is wrong, as far as that needs no computation", () => {
    const across = [
      "unknown device",
      "all reserved",
      "watermarks upside down",
      "watermarks too high",
      "odd readahead",
      "tuning upside down",
      "pace beside tuning",
      "compression of everything",
    ];
    const insideText = ["unknown policy parameter", "manager parameter out of range"];
    for (const [title, text] of badHosts) {
      const refused = !across.includes(title) && !insideText.includes(title);
      expect([title, accepts(schema, parse(text))]).toEqual([title, !refused]);
    }
  });

  it("accepts every default and every example it names", () => {
    let defaults = 0;
    const walk = (node: unknown) => {
      if (Array.isArray(node)) node.forEach(walk);
      if (!isGroup(node)) return;
      const examples: readonly unknown[] = Array.isArray(node.examples) ? node.examples : [];
      for (const value of "default" in node ? [node.default, ...examples] : examples)
        expect([value, accepts(node, value)]).toEqual([value, true]);
      if ("default" in node) defaults++;
      Object.values(node).forEach(walk);
    };
    walk(schema);
    expect(defaults).toBeGreaterThan(60);
  });

  it("writes each default as it is read: written out, the defaults change nothing", () => {
    const plain = buildScenario(parse(shortest), catalogue);
    const full = withDefaults(schema, parse(shortest));
    expect(full).not.toEqual(parse(shortest));
    const { scenario } = resolveScenario(full, catalogue, "scenario");
    expect(scenario).toEqual(plain);
  });

  it("accepts the other names of policies that the reader accepts, in one line and as a group of keys", () => {
    const full = scenarioJsonSchema(everything);
    const vm = { name: "web", memory: "8GiB", workload: { pattern: "uniform" } };
    const scenario = (policy: unknown) => ({ ...parse(shortest), vms: [{ ...vm, policy }] });
    const guests = everything.policies.filter(({ guest }) => guest);
    const named = guests.flatMap(({ name, otherNames = [] }) => otherNames.map((other) => ({ name, other })));
    expect(named.length).toBeGreaterThan(5);
    for (const { name, other } of named) {
      for (const policy of [other, { kind: other }]) {
        expect([policy, accepts(full, scenario(policy))]).toEqual([policy, true]);
        const [read] = buildScenario(scenario(policy), everything).vms;
        expect(read?.policy).toEqual(buildScenario(scenario(name), everything).vms[0]?.policy);
        expect(read?.policy.kind).toBe(name);
      }
    }
    for (const policy of ["belady", { kind: "belady" }, "third-chance"]) {
      expect([policy, accepts(full, scenario(policy))]).toEqual([policy, false]);
    }
  });

  it("says draft 2020-12 and describes every key", () => {
    expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema" });
    const described = new Set<string>();
    const walk = (node: unknown) => {
      if (Array.isArray(node)) node.forEach(walk);
      if (!isGroup(node)) return;
      if (isGroup(node.properties)) {
        for (const [key, inner] of Object.entries(node.properties))
          if (JSON.stringify(inner).includes('"description"')) described.add(key);
      }
      Object.values(node).forEach(walk);
    };
    walk(schema);
    const keys = new Set(longest.match(/\b[a-z][A-Za-z]*(?=: )/g));
    for (const name of ["fast", "old", "pattern", "kind"]) keys.delete(name);
    expect([...keys].filter((key) => !described.has(key))).toEqual([]);
  });
});
