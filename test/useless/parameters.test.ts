import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/catalogue.ts";
import { simulate } from "../../src/index.ts";
import { buildScenario } from "../../src/scenario/build.ts";

/** A value of each parameter, other than its default, that must change the result of a run. */
const values: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  clock: { load: 0 },
  random: { seed: 2 },
  nru: { period: 50 },
  aging: { period: 50 },
  wsclock: { tau: 100 },
  "clock-pro": { cold: 0.5 },
  "sampled-lru": { choices: 5, seed: 2 },
  linux: { swappiness: 190, kernel: "6.12", staleStatistics: 500 },
  mglru: { swappiness: 200, kernel: "6.1" },
  gclock: { max: 1 },
  slru: { protected: 0.2 },
  "2q": { in: 0.6, out: 0 },
  lirs: { cold: 0.3 },
  "lru-k": { k: 3, correlated: 50 },
  "s3-fifo": { small: 0.5, ghost: 0.1, threshold: 3, fill: 1 },
  "w-tinylfu": { window: 0.5, protected: 0.2 },
  zipf: { theta: 0.5 },
  sequential: { stride: 3, touches: 4 },
  loop: { set: "2MiB" },
  hotspot: { hot: "60%", share: "30%" },
  "working-set": { set: "2MiB", every: 10 },
  idle: { rate: 50_000, set: "1MiB" },
};

/** Parameters that are tried elsewhere, and where. */
const elsewhere: readonly string[] = [
  // Parameters of a trace file: test/workload.
  "trace file",
  "trace loop",
  "trace format",
];

const required: Readonly<Record<string, object>> = { "working-set": { set: "4MiB" } };

/** A guest short of memory on a host short of memory. */
async function outcome(policy: object | string, pattern: object): Promise<string> {
  const vm = {
    name: "a",
    memory: "8MiB",
    kernel: "1MiB",
    swap: "16MiB",
    policy,
    workload: { memory: "12MiB", files: "3MiB", warm: "20%", think: "2us", ...pattern },
  };
  const scenario = buildScenario(
    { version: 1, duration: "1s", sample: "100ms", host: { memory: "7MiB", swap: "32MiB" }, vms: [vm] },
    catalogue,
  );
  const { run: _, scenario: __, ...rest } = await simulate(scenario);
  return JSON.stringify(rest);
}

const policies = catalogue.policies.filter(({ guest }) => guest);
const cases = [...policies, ...catalogue.patterns].flatMap(({ name, parameters }) =>
  Object.keys(parameters).map((parameter) => ({ name, parameter })),
);

describe("every parameter changes something", () => {
  it.each(cases.filter(({ name, parameter }) => !elsewhere.includes(`${name} ${parameter}`)))(
    "$name: $parameter",
    async ({ name, parameter }) => {
      const value = values[name]?.[parameter];
      expect(value, "no value is known for it").toBeDefined();
      const isPolicy = policies.some((policy) => policy.name === name);
      const zipf = { pattern: "zipf" };
      const pace = name === "idle" ? { think: undefined } : {};
      const pattern = { pattern: name, ...required[name], ...pace };
      const [before, after] = isPolicy
        ? [await outcome(name, zipf), await outcome({ kind: name, [parameter]: value }, zipf)]
        : [await outcome("clock", pattern), await outcome("clock", { ...pattern, [parameter]: value })];
      expect(after).not.toBe(before);
    },
  );
});
