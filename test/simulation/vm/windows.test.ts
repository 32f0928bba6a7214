import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { catalogue } from "../../../src/catalogue.ts";
import { buildScenario } from "../../../src/scenario/build.ts";
import { simulateWith } from "../../../src/simulation/simulate.ts";
import { BalloonMovement } from "../../../src/simulation/vm/movement.ts";
import { AT_THE_BEGINNING } from "../../../src/simulation/vm/pace.ts";
import { SlowdownWindows, WindowClock } from "../../../src/simulation/vm/windows.ts";

/** Closes a window in which one VM has thought and run so many more seconds; what has not begun in it is not under way either. */
function windowsOf(durationNs: number, ...windows: readonly (readonly [thought: number, ran: number])[]) {
  const clock = new WindowClock(durationNs);
  const slowdowns = new SlowdownWindows(durationNs);
  let spent = { ...AT_THE_BEGINNING, isUp: true };
  const ends = windows.map(([thought, ran]) => {
    const end = clock.nextNs;
    const [thoughtNs, ranNs] = [spent.thoughtNs + thought * 1e9, spent.ranNs + ran * 1e9];
    spent = { ...spent, thoughtNs, ranNs, awakeNs: ranNs, computedNs: thoughtNs };
    slowdowns.close(spent);
    clock.advance();
    return end;
  });
  return { p99: slowdowns.p99, ends, next: clock.nextNs };
}

describe("windows of slowdown", () => {
  it("are seconds from the beginning, the last as short as the run wants it", () => {
    expect(windowsOf(2.5e9, [1, 1], [1, 1], [0.5, 0.5])).toMatchObject({
      ends: [1e9, 2e9, 2.5e9],
      next: Number.POSITIVE_INFINITY,
    });
    expect(windowsOf(2e9, [1, 1], [1, 1]).next).toBe(Number.POSITIVE_INFINITY);
    expect(windowsOf(3e8, [0.3, 0.3]).ends).toEqual([3e8]);
  });

  it("leave out those in which nobody was awake", () => {
    expect(windowsOf(9e9, [0.5, 1], [0, 0], [0.25, 1]).p99).toBe(4);
    expect(windowsOf(9e9, [0, 0]).p99).toBe(1);
  });

  it("have no end where there was only waiting, which counts like any other", () => {
    const ones = (count: number) => Array.from({ length: count }, () => [1, 1] as const);
    expect(windowsOf(9e9, [0.5, 1], [0, 1]).p99).toBe(Number.POSITIVE_INFINITY);
    expect(windowsOf(200e9, ...ones(98), [0.5, 1], [0, 1]).p99).toBe(2);
    expect(windowsOf(200e9, ...ones(98), [0, 1], [0, 1]).p99).toBe(Number.POSITIVE_INFINITY);
  });

  it("have the nearest rank as percentile: of 100 the second worst, of 99 the worst, of 101 the second worst", () => {
    const one = [1, 1] as const;
    const ones = (count: number) => Array.from({ length: count }, () => one);
    expect(windowsOf(200e9, ...ones(98), [0.5, 1], [0.1, 1]).p99).toBe(2);
    expect(windowsOf(200e9, ...ones(97), [0.5, 1], [0.1, 1]).p99).toBe(10);
    expect(windowsOf(200e9, ...ones(99), [0.5, 1], [0.1, 1]).p99).toBe(2);
    expect(windowsOf(200e9, ...ones(99), [0.1, 1]).p99).toBe(1);
  });

  it("have the percentile of all windows sorted, however many there are", () => {
    for (let length = 1; length < 1200; length += 37) {
      const ran = Array.from({ length }, (_, window) => 1 + ((window * 7919) % 1009));
      const sorted = ran.toSorted((a, b) => a - b);
      const { p99 } = windowsOf(length * 1e9, ...ran.map((seconds) => [1, seconds] as const));
      expect(p99).toBe(sorted[Math.ceil((99 * length) / 100) - 1]);
    }
  });
});

/** Settles after each of the moves. */
function netOf(...moves: readonly (readonly number[])[]): number {
  const movement = new BalloonMovement();
  let moved = 0;
  for (const stretch of moves) {
    moved += stretch.reduce((sum, pages) => sum + pages, 0);
    movement.settle(moved);
  }
  return movement.netPages(moved);
}

describe("what a balloon had to move", () => {
  it("is the difference of its size between two changes of demand", () => {
    expect(netOf([100, 50])).toBe(150);
    expect(netOf([100, -50, 100])).toBe(150);
    expect(netOf([100], [-100])).toBe(200);
    expect(netOf([100, -100])).toBe(0);
    expect(netOf([-30], [], [40, -10])).toBe(60);
  });
});

const MIB = 256;

/**
 * A guest that idles for two seconds, in which `static` takes all but 8 of its 32 MiB, and then wants 24 MiB; a manager that takes
 * nothing back. Another guest boots in the third second and so changes demand.
 */
const written = {
  version: 1,
  duration: "4s",
  host: { memory: "128MiB", watermarks: "off" },
  manager: { kind: "static", share: 0.5, period: "500ms" },
  vms: [
    {
      name: "a",
      memory: "32MiB",
      kernel: "1MiB",
      watermarks: "off",
      balloon: { minimum: "8MiB", start: "4MiB" },
      workload: {
        memory: "8MiB",
        warm: "8MiB",
        phases: [
          { pattern: "uniform", think: "20us", for: "2s" },
          { pattern: "uniform", think: "20us" },
        ],
      },
    },
    {
      name: "b",
      memory: "16MiB",
      kernel: "1MiB",
      boot: "2500ms",
      balloon: false,
      workload: { memory: "8MiB", phases: [{ pattern: "sequential", think: "20us" }] },
    },
  ],
};

it("a run tells both of each VM, whatever its sample period", async () => {
  const module = await machineModule();
  const results = await Promise.all(
    ["1s", "70ms", "4s"].map((sample) => simulateWith(module, buildScenario({ ...written, sample }, catalogue))),
  );
  for (const { vms } of results) {
    const [a, b] = vms;
    // From the 4 MiB it booted with to the half of its memory that it keeps: 12 MiB, straight.
    expect(a).toMatchObject({ netBalloonPages: 12 * MIB, inflatedPages: 12 * MIB, deflatedPages: 0, p99Slowdown: 1 });
    // 2048 first touches in the half second after boot, then none: its window of that half second is the worst.
    const touches = 2048 * (1000 + 3500);
    const first = 1 + touches / (5e8 - touches);
    expect(b?.netBalloonPages).toBe(0);
    expect(b?.p99Slowdown).toBeGreaterThan(first - 0.001);
    expect(b?.p99Slowdown).toBeLessThan(first + 0.001);
  }
});
