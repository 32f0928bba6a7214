import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadScenario, type Result, simulate } from "../../src/index.node.ts";

const MIB = 1024 ** 2;

async function run(name: string): Promise<Result> {
  const file = fileURLToPath(new URL(`../../examples/managers/${name}.yaml`, import.meta.url));
  const { scenario, traces } = await loadScenario(file);
  return simulate(scenario, { traces });
}

const inMib = (pages: number | undefined) => ((pages ?? Number.NaN) * 4096) / MIB;

/** MiB in the balloon of a VM at a moment. */
const balloon = ({ series }: Result, vm: number, seconds: number) =>
  inMib(series.vms[vm]?.balloonPages[series.timeNs.indexOf(seconds * 1e9)]);

describe("what the managers' examples claim", () => {
  it("squeezed: all at the same place, but for the one whose driver is stuck; room for a VM that boots", async () => {
    const result = await run("squeezed");
    for (const seconds of [20, 60, 80]) {
      expect(balloon(result, 1, seconds)).toBeCloseTo(balloon(result, 0, seconds), 1);
      expect(balloon(result, 2, seconds)).toBe(0);
    }
    expect(balloon(result, 0, 50)).toBeGreaterThan(balloon(result, 0, 29) + 100);
    expect(result.host.swapOutPages).toBe(0);
  });

  it("qmemman: who grows gets memory, from those who do not need it", async () => {
    const result = await run("qmemman");
    expect(balloon(result, 0, 50)).toBeLessThan(balloon(result, 0, 20) - 1000);
    expect(balloon(result, 1, 50)).toBeGreaterThan(balloon(result, 1, 20) + 300);
    expect(balloon(result, 0, 65)).toBeGreaterThan(balloon(result, 0, 59));
    expect(result.host.swapOutPages).toBe(0);
  });

  it("kvm-auto: the host swaps, the pressure stays low and the balloons hardly move", async () => {
    const result = await run("kvm-auto");
    expect(inMib(result.host.swapOutPages)).toBeGreaterThan(1024);
    for (const vm of [0, 1, 2]) expect(balloon(result, vm, 80)).toBeCloseTo(75, -1);
  });

  it("threshold: the busy grow at once, the idle one shrinks after 20 s, and the host swaps unseen", async () => {
    const result = await run("threshold");
    expect(balloon(result, 0, 12)).toBeLessThan(100);
    expect(balloon(result, 2, 18)).toBe(0);
    expect(balloon(result, 2, 40)).toBeGreaterThan(150);
    expect(inMib(result.host.mostSwapUsedPages)).toBeGreaterThan(400);
  });
});
