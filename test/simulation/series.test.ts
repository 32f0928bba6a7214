import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { simulate } from "../../src/index.node.ts";
import { buildScenario } from "../../src/index.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { Simulation } from "../../src/simulation/simulation.ts";

/** What a guest's driver would have reported, in pages. */
interface Statistics {
  readonly atNs: number;
  readonly anonymous: number;
  readonly cache: number;
}

/** A guest's statistics, as often as its driver is asked. */
async function record(scenario: Scenario, everyNs: number): Promise<readonly Statistics[]> {
  const simulation = await Simulation.create(await machineModule(), scenario, new Map());
  const seen: Statistics[] = [];
  for (let atNs = 0; ; atNs += everyNs) {
    const [guest] = simulation.state().vms;
    if (guest === undefined) throw new Error("there is a VM");
    const cache = guest.mappedFilePages + guest.copiedPages;
    seen.push({
      atNs,
      anonymous: guest.mappedPages - guest.mappedFilePages + guest.swapUsedPages - guest.copiedPages,
      cache,
    });
    if (atNs >= scenario.durationNs) return seen;
    simulation.runTo(atNs + everyNs);
  }
}

const host = (memory: string, workload: object, duration: string) =>
  buildScenario({
    version: 1,
    duration,
    host: { memory: "2GiB" },
    vms: [{ name: "a", memory, vcpus: 2, swap: "256MiB", workload }],
  });

/** Statistics as the points of a series. */
const pointsOf = (statistics: readonly Statistics[]) =>
  statistics.map(({ atNs, anonymous, cache }) => {
    return { at: `${atNs / 1e9}s`, anonymous: `${anonymous} pages`, cache: `${cache} pages` };
  });

/** The largest distance of two records, as a share of the most memory in use. */
function distance(one: readonly Statistics[], other: readonly Statistics[]): number {
  const most = Math.max(...one.map(({ anonymous, cache }) => anonymous + cache));
  const apart = one.map(({ anonymous, cache }, index) => {
    const same = other[index];
    if (same === undefined) throw new Error("records are as long as each other");
    return Math.max(Math.abs(same.anonymous - anonymous), Math.abs(same.cache - cache));
  });
  expect(one.length).toBe(other.length);
  return Math.max(...apart) / most;
}

describe("the statistics of a simulated guest, given back as a series", () => {
  // Grows evenly, frees, reads files, and scans what it has: phases and patterns as the scenarios of the documentation have them.
  const workload = {
    memory: "300MiB",
    files: "100MiB",
    warm: "10%",
    think: "20us",
    phases: [
      { for: "20s", pattern: "uniform", memory: "200MiB", growFrom: "30MiB" },
      { for: "10s", pattern: "zipf", free: { from: "50MiB", memory: "120MiB" }, memory: "50MiB" },
      { for: "20s", pattern: "sequential", from: "200MiB", growFrom: "1MiB", think: "300us" },
      { for: "10s", pattern: "hotspot", memory: "180MiB" },
    ],
  };

  it.each([
    ["512MiB", "as it has room for everything"],
    ["256MiB", "as it swaps and drops files"],
  ])("with %s, %s, are the same within 2 %%", async (memory) => {
    const recorded = await record(host(memory, workload, "60s"), 1e9);
    const points = pointsOf(recorded);
    const again = await record(host("512MiB", { pattern: "series", points, interval: "10s" }, "60s"), 1e9);
    expect(distance(recorded, again)).toBeLessThan(0.02);
  });

  it("that followed a series are that series within 2 %, looped and stepped", async () => {
    for (const shape of ["linear", "stepped"]) {
      const points = [
        { at: 0, anonymous: "100MiB", cache: "20MiB" },
        { at: "10s", anonymous: "250MiB", cache: "20MiB" },
        { at: "20s", anonymous: "120MiB", cache: "80MiB" },
      ];
      const scenario = host(
        "512MiB",
        { pattern: "series", points, shape, loop: "30s", interval: "10s", hot: "30%" },
        "60s",
      );
      const seen = (await record(scenario, 5e9)).map(({ anonymous, cache }) => [anonymous / 256, cache / 256]);
      const once =
        shape === "linear"
          ? [
              [100, 20],
              [175, 20],
              [250, 20],
              [185, 50],
              [120, 80],
              [110, 50],
            ]
          : [
              [100, 20],
              [100, 20],
              [250, 20],
              [250, 20],
              [120, 80],
              [120, 80],
            ];
      const expected = [...once, ...once, once[0] ?? []];
      for (const [index, [anonymous = 0, cache = 0]] of expected.entries()) {
        // At a jump the statistics may still be those before it.
        const at = shape === "stepped" && index % 2 === 0 && index > 0 ? expected[index - 1] : undefined;
        const [was = anonymous, had = cache] = at ?? [];
        const [isNow = 0, has = 0] = seen[index] ?? [];
        expect(Math.min(Math.abs(isNow - anonymous), Math.abs(isNow - was)) / 270).toBeLessThan(0.02);
        expect(Math.min(Math.abs(has - cache), Math.abs(has - had)) / 270).toBeLessThan(0.02);
      }
    }
  });
});

describe("a series under pressure", () => {
  it("costs more the hotter memory is", async () => {
    const run = async (hot: string) => {
      const { vms } = await simulate(
        host("256MiB", { pattern: "series", points: [{ at: 0, anonymous: "300MiB" }], interval: "5s", hot }, "20s"),
      );
      return vms[0]?.swapInPages ?? 0;
    };
    const [optimistic, likely, pessimistic] = [await run("57%"), await run("68%"), await run("91%")];
    expect(optimistic).toBeLessThan(likely);
    expect(likely).toBeLessThan(pessimistic);
  });
});
