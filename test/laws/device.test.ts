import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildScenario, simulate } from "../../src/index.ts";
import { plays } from "../plays.ts";
import { TwinDevice } from "../twin/device/device.ts";
import { Paths } from "../twin/device/paths.ts";
import { Course } from "../twin/run/course.ts";
import { DISK } from "../twin/scenario/small.ts";

const DISK_NS = { latencyNs: 1000, sequentialLatencyNs: 200, bytesPerSecond: 4_096_000_000_000 };

/** A turn of an actor: how much later it begins than the one before, and its reads: how much later each is, and where. */
interface Turn {
  readonly laterNs: number;
  readonly reads: readonly { readonly aheadNs: number; readonly position: number; readonly pages: number }[];
}

const turns: fc.Arbitrary<Turn[]> = fc.array(
  fc.record({
    laterNs: fc.constantFrom(0, 100, 700, 5000),
    reads: fc.array(
      fc.record({
        aheadNs: fc.constantFrom(0, 1, 300, 2500, 20_000),
        position: fc.nat(3),
        pages: fc.constantFrom(1, 4),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  }),
  { minLength: 1, maxLength: 40 },
);

interface Served {
  readonly askedNs: number;
  readonly startNs: number;
  readonly endNs: number;
}

/** Plays turns on a device; what became of each read, in the order of requests. */
function serve(played: readonly Turn[], channels: number): Served[] {
  const device = new TwinDevice({ ...DISK, ...DISK_NS, channels }, 4096, new Paths());
  const served: Served[] = [];
  let presentNs = 0;
  for (const { laterNs, reads } of played) {
    presentNs += laterNs;
    device.presentNs = presentNs;
    let askedNs = presentNs;
    for (const { aheadNs, position, pages } of reads) {
      askedNs += aheadNs;
      const course = new Course(askedNs);
      device.read(course, position, pages, "coldFile");
      const startNs = askedNs + (course.delays.get("diskQueue") ?? 0);
      served.push({ askedNs, startNs, endNs: course.nowNs });
    }
  }
  return served;
}

const overlap = (one: Served, fromNs: number, toNs: number) => one.startNs < toNs && one.endNs > fromNs;
const runs = { numRuns: plays(300, "LAW_RUNS") };
const channelCounts = fc.constantFrom(1, 2, 5);

describe("a device", () => {
  it("never serves more requests at a time than it has channels, and none before it is asked for", () => {
    fc.assert(
      fc.property(turns, channelCounts, (played, channels) => {
        const served = serve(played, channels);
        for (const { askedNs, startNs } of served) {
          expect(startNs).toBeGreaterThanOrEqual(askedNs);
          expect(served.filter((other) => overlap(other, startNs, startNs + 1)).length).toBeLessThanOrEqual(channels);
        }
      }),
      runs,
    );
  });

  it("begins a request at once that it has an idle channel for until the request ends, whatever is asked for later times", () => {
    fc.assert(
      fc.property(turns, channelCounts, (played, channels) => {
        const served = serve(played, channels);
        for (const [at, { askedNs, startNs, endNs }] of served.entries()) {
          const before = served.slice(0, at);
          if (before.some((other) => overlap(other, askedNs, askedNs + endNs - startNs))) continue;
          expect(startNs).toBe(askedNs);
        }
      }),
      runs,
    );
  });

  it("serves requests that come in the order of time first come, first served", () => {
    fc.assert(
      fc.property(turns, channelCounts, (played, channels) => {
        const inOrder = played.map(({ laterNs, reads }) => ({ laterNs: laterNs + 200_000, reads }));
        const freeNs = new Array<number>(channels).fill(0);
        for (const { askedNs, startNs, endNs } of serve(inOrder, channels)) {
          freeNs.sort((a, b) => a - b);
          expect(startNs).toBe(Math.max(askedNs, freeNs[0] ?? 0));
          freeNs[0] = endNs;
        }
      }),
      runs,
    );
  });
});

/**
 * A host whose search for a victim takes seconds: two idle VMs fill it, and a third reads files from a disk that is idle half of the time. kswapd's
 * writes are far ahead of the reads.
 */
describe.each([
  ["32 channels", {}],
  ["one channel", { channels: 1, latency: "20us", bandwidth: "3GB/s" }],
  ["one channel and a short queue", { channels: 1, latency: "20us", bandwidth: "3GB/s", writeQueue: 4 }],
])("a disk with %s", (_name, disk) => {
  it("is not closed to readers while kswapd is ahead of them", async () => {
    const { series, vms } = await simulate(
      buildScenario({
        version: 1,
        duration: "10s",
        sample: "1s",
        host: { memory: "1GiB", swap: "2GiB" },
        devices: { swap: disk },
        costs: { scan: "20us" },
        vms: [
          {
            name: "filler",
            count: 2,
            memory: "512MiB",
            workload: { memory: "440MiB", warm: "440MiB", pattern: "idle" },
          },
          { name: "reader", memory: "512MiB", workload: { files: "400MiB", pattern: "sequential", think: "100us" } },
        ],
      }),
    );
    const reader = series.vms.at(-1);
    const busiest = Math.max(...(series.devices[0]?.utilisation ?? []));
    expect(busiest).toBeLessThan(0.5);
    // A reference takes 100 µs and a read at least 20 µs: a second without a stop has thousands.
    expect(Math.min(...(reader?.references ?? []))).toBeGreaterThan(1500);
    const queued = vms.at(-1)?.delayNs["disk-queue"] ?? 0;
    expect(queued).toBeLessThan(0.1 * 10e9);
  });
});
