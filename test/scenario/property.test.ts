import fc from "fast-check";
import { expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { writeSize } from "../../src/parameter/size.ts";
import { buildScenario } from "../../src/scenario/build.ts";
import { writeDuration } from "../../src/scenario/key/duration.ts";
import { ScenarioError } from "../../src/scenario/problem.ts";
import { readScenario } from "../../src/scenario/text/read.ts";
import { catalogue, longest } from "./example.ts";

const PAGE = 4096;

/** A group of keys, each left out now and then. */
function some(keys: Record<string, fc.Arbitrary<unknown>>) {
  return fc.record(keys, { requiredKeys: [] });
}

const between = (least: number, most: number) => fc.integer({ min: least, max: most });
const asSize = (pages: number) => writeSize(pages * PAGE);
const asDuration = fc.integer({ min: 1, max: 1e12 }).map(writeDuration);

/** A VM as a person may write it, and what must come of it. */
const vm = fc
  .record({
    memory: between(1000, 1_000_000),
    kernel: between(0, 200),
    minimum: between(200, 500),
    start: between(0, 500),
    pages: between(1000, 2_000_000),
    files: between(0, 1000),
    warm: between(0, 1000),
    from: between(0, 499),
    region: between(1, 500),
    grown: fc.boolean(),
    for: asDuration,
    rest: some({
      vcpus: between(1, 4),
      shares: between(1, 5000),
      deflateOnOom: fc.boolean(),
      policy: fc.constantFrom("clock", "lru", "random:seed=5"),
    }),
    pattern: fc.constantFrom({ pattern: "uniform" }, { pattern: "zipf", theta: 1 }, { pattern: "idle", set: "100%" }),
  })
  .map((numbers) => {
    const { memory, kernel, minimum, start, pages, files, warm, from, region, grown, rest, pattern } = numbers;
    const phase = {
      ...pattern,
      for: numbers.for,
      from: asSize(from),
      memory: asSize(region),
      ...(grown ? { growFrom: "1 page" } : {}),
    };
    const written = {
      memory: asSize(memory),
      kernel: `${kernel} pages`,
      balloon: { minimum: asSize(minimum), start: asSize(start) },
      ...rest,
      workload: { memory: asSize(pages), files: asSize(files), warm: asSize(warm), phases: [phase, pattern] },
    };
    return { numbers, written };
  });

const scenario = fc.record({
  top: some({
    seed: between(0, 2 ** 32 - 1),
    quantum: between(1, 1e9).map(writeDuration),
    description: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ""),
  }),
  memory: between(1, 1_000_000),
  vms: fc.array(vm, { minLength: 1, maxLength: 4 }),
});

it("what is written is what is read, from text as from an object", () => {
  fc.assert(
    fc.property(scenario, ({ top, memory, vms }) => {
      const written = {
        version: 1,
        // Longer than the longest phase.
        duration: "17min",
        ...top,
        host: { memory: asSize(memory) },
        vms: vms.map((one, index) => ({ name: `vm ${index}`, ...one.written })),
      };
      const built = buildScenario({ name: "a", ...written }, catalogue);
      expect(readScenario(stringify(written), "a.yaml", catalogue).scenario).toEqual(built);
      expect(readScenario(JSON.stringify(written), "a.json", catalogue).scenario).toEqual(built);
      expect(built).toMatchObject({ ...("seed" in top ? { seed: top.seed } : {}), host: { memoryPages: memory } });
      for (const [index, { numbers }] of vms.entries()) {
        const { kernel, minimum, start, pages, files, warm, from, region, grown } = numbers;
        expect(built.vms[index]).toMatchObject({
          memoryPages: numbers.memory,
          kernelPages: kernel,
          balloon: { minimumPages: minimum, startPages: start },
          workload: { pages, filePages: files, warmPages: warm },
        });
        expect(built.vms[index]?.workload.phases[0]).toMatchObject({
          firstPage: from,
          pages: region,
          growFromPages: grown ? 1 : region,
        });
      }
    }),
    { numRuns: 200 },
  );
});

it("nonsense anywhere is a problem that names its place, never a crash", () => {
  const nonsense = fc.oneof(
    fc.constantFrom(null, true, -1, 1e300, "", "x", "8GB", "-1s", "110%"),
    fc.array(fc.integer(), { maxLength: 2 }),
    fc.constant({}),
    fc.constant({ constructer: 1 }),
  );
  const whole: unknown = parse(longest);
  const places: (readonly (string | number)[])[] = [];
  const walk = (value: unknown, path: readonly (string | number)[]) => {
    places.push(path);
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) walk(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  walk(whole, []);
  const replaced = (value: unknown, [step, ...rest]: readonly (string | number)[], by: unknown): unknown => {
    if (step === undefined) return by;
    if (Array.isArray(value)) return value.with(Number(step), replaced(value[Number(step)], rest, by));
    const group: Record<string, unknown> = { ...(typeof value === "object" ? value : {}) };
    return { ...group, [step]: replaced(group[step], rest, by) };
  };
  fc.assert(
    fc.property(fc.constantFrom(...places), nonsense, (place, by) => {
      try {
        const text = stringify(replaced(whole, place, by));
        expect(JSON.stringify(readScenario(text, "a.yaml", catalogue).scenario)).not.toMatch(
          /"[a-zA-Z]*(Pages|pages)":null/,
        );
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        for (const line of error.message.split("\n")) expect(line).toMatch(/^a\.yaml:\d+:\d+: .+/);
      }
    }),
    { numRuns: 500 },
  );
});

it("any text is read or refused", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => readScenario(text, "a.yaml", catalogue)).toThrow(ScenarioError);
    }),
  );
});
