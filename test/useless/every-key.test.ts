import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/catalogue.ts";
import { simulate } from "../../src/index.ts";
import { scenarioJsonSchema } from "../../src/scenario/schema.ts";
import { readCsv } from "../../src/scenario/series/csv.ts";
import type { ReadPoints } from "../../src/scenario/series/files.ts";
import { openScenario } from "../../src/scenario/text/read.ts";
import { bases, files } from "./bases.ts";
import { exceptions, tries } from "./keys.ts";

/** Result of a scenario with overrides, as text, without the cost of the run. */
async function outcome(text: string, settings: readonly string[] = []): Promise<string> {
  const overrides = settings.map((setting) => {
    const at = setting.indexOf("=");
    return { path: setting.slice(0, at), value: setting.slice(at + 1) };
  });
  const readPoints: ReadPoints = (settings) => readCsv(files[settings.file] ?? "", settings);
  const { scenario } = openScenario(text, "small.yaml", catalogue, readPoints).read(overrides);
  const { run, scenario: _, ...rest } = await simulate(scenario);
  expect(run.references).toBeGreaterThan(0);
  return JSON.stringify(rest);
}

const unchanged = new Map<string, Promise<string>>();

/** Whether one of the overrides of a base changes its result. */
async function changes(base: keyof typeof bases, path: string, values: readonly string[]): Promise<boolean> {
  const text = bases[base];
  const before = unchanged.get(base) ?? outcome(text);
  unchanged.set(base, before);
  for (const value of values) if ((await outcome(text, [`${path}=${value}`])) !== (await before)) return true;
  return false;
}

/** Every key of a schema, with `*` for list positions and free names. */
function keysOf(schema: unknown, path = ""): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const inner = path === "" ? "" : `${path}.`;
  const parts = Object.entries(schema).flatMap(([keyword, part]): string[] => {
    if (["anyOf", "oneOf", "allOf"].includes(keyword)) return Object.values(part).flatMap((one) => keysOf(one, path));
    if (keyword === "properties")
      return Object.entries(part).flatMap(([key, one]) => [`${inner}${key}`, ...keysOf(one, `${inner}${key}`)]);
    return keyword === "items" || keyword === "additionalProperties" ? keysOf(part, `${inner}*`) : [];
  });
  return [...new Set(parts)];
}

const patternKeys = new Set(catalogue.patterns.flatMap(({ parameters }) => Object.keys(parameters)));

/** Parameters of managers, policies and patterns are tried one by one. */
function isParameter(key: string): boolean {
  const steps = key.split(".");
  const [parent, last] = [steps.at(-2), steps.at(-1) ?? ""];
  if (parent === "manager" || (parent === "policy" && last !== "kind")) return true;
  if (key.startsWith("vms.*.workload.phases.*.parts")) return true;
  return steps.includes("workload") && !steps.includes("content") && patternKeys.has(last);
}

const starred = (path: string) => path.replace(/^(vms|devices)\.\w+/u, "$1.*").replaceAll(/\.\d+/gu, ".*");

describe("every key of a scenario", () => {
  it("is tried, or excluded with a reason", () => {
    const tried = new Set([...tries.map(([, path]) => starred(path)), ...Object.keys(exceptions)]);
    const keys = keysOf(scenarioJsonSchema(catalogue)).filter((key) => !isParameter(key) && !/\*$/u.test(key));
    expect(keys.filter((key) => !tried.has(key))).toEqual(["vms", "vms.*.workload.pattern"]);
  });

  it.each(tries.map(([base, path, ...values]) => ({ base, path, values })))("$base: $path", async (one) => {
    const { base, path, values } = one;
    expect(await changes(base, path, values)).toBe(true);
  });
});
