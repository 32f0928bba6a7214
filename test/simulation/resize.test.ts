import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { catalogue } from "../../src/catalogue.ts";
import { Machine } from "../../src/engine/machine/machine.ts";
import { buildScenario } from "../../src/scenario/build.ts";
import type { Balloon, Vm } from "../../src/scenario/scenario.ts";
import { layoutOf } from "../../src/simulation/layout.ts";
import { smallBalloon, smallScenario, smallVm, smallWorkload, write } from "../twin/scenario/small.ts";
import { EnginePlay } from "./engine-play.ts";

/** A VM with a balloon of blocks of four frames, booted at 0. */
async function ballooned(balloon: Partial<Balloon>, vm: Partial<Vm> = {}): Promise<EnginePlay> {
  const blocks = smallBalloon({ kind: "virtio-2m", unitPages: 4, batchPages: 4, migrateNs: 100, ...balloon });
  const scenario = smallScenario({
    vms: [smallVm({ memoryPages: 16, balloon: blocks, workload: smallWorkload(16), ...vm })],
  });
  const play = await EnginePlay.create(scenario, 100);
  play.boot([0], 0);
  return play;
}

function driven(play: EnginePlay, target: number, ns: number) {
  play.setTarget(0, target);
  play.run(play.nowNs + ns);
  play.check();
  return play.counters(0);
}

/** Touches the first pages and frees all but every fourth: no block of four frames below is wholly free. */
function scatter(play: EnginePlay, pages: number): void {
  play.setStream(
    0,
    0,
    Array.from({ length: pages }, (_, page) => write(page)),
    1,
  );
  play.run(1_000_000);
  for (let page = 0; page < pages; page++) if (page % 4 !== 0) play.freePages(0, page, 1);
}

describe("a balloon of blocks", () => {
  it("takes and gives whole blocks, and holds as many as fit into its target", async () => {
    const play = await ballooned({});
    // One step takes 5 ns for a block that the host has not backed, and 8 to give it back.
    expect(driven(play, 7, 1)).toMatchObject({ balloonPages: 4, driverClockNs: 5 });
    expect(driven(play, 7, 10)).toMatchObject({ balloonPages: 4, driverClockNs: Number.POSITIVE_INFINITY });
    expect(driven(play, 12, 100)).toMatchObject({ balloonPages: 12, inflatedPages: 12 });
    expect(driven(play, 3, 100)).toMatchObject({ balloonPages: 0, deflatedPages: 12 });
  });

  it("finds nothing where free memory is scattered, and tries again after its pause", async () => {
    const play = await ballooned({});
    scatter(play, 16);
    const now = play.nowNs;
    expect(driven(play, 4, 1)).toMatchObject({ balloonPages: 0, freePages: 12, driverClockNs: now + 1000 });
    expect(driven(play, 4, 5000)).toMatchObject({ balloonPages: 0, mappedPages: 4 });
  });

  it("moves out of its way what is mapped when it is virtio-mem, from the top", async () => {
    const play = await ballooned({ kind: "virtio-mem" });
    scatter(play, 16);
    const now = play.nowNs;
    // The page in frame 12 goes to frame 1, which the host still backs: 100 ns, and 20 for a block that was backed.
    expect(driven(play, 4, 1)).toMatchObject({ balloonPages: 4, mappedPages: 4, driverClockNs: now + 120 });
    const { pages } = play.tables(0);
    expect(pages[12]).toMatchObject({ kind: "mapped", frame: 1, dirty: true });
    expect(driven(play, 12, 10_000)).toMatchObject({ balloonPages: 12, mappedPages: 4, backedPages: 4 });
    expect([0, 4, 8, 12].map((page) => play.tables(0).pages[page])).toMatchObject(
      [0, 3, 2, 1].map((frame) => ({ kind: "mapped", frame })),
    );
  });

  it("leaves the kernel's blocks alone when it is virtio-mem", async () => {
    const play = await ballooned({ kind: "virtio-mem" }, { kernelPages: 5 });
    expect(driven(play, 12, 10_000)).toMatchObject({ balloonPages: 8, freePages: 3 });
  });
});

const GIB_PAGES = 2 ** 18;

/** Seconds of taking 18 GiB that were touched, of giving them back, and of taking them again, untouched: the measured medians. */
const MEASURED: readonly (readonly [Balloon["kind"], number, number, number])[] = [
  ["virtio", 21.0, 8.54, 12.0],
  ["virtio-2m", 0.148, 0.0615, 0.0695],
  ["virtio-mem", 0.581, 0.197, 0.474],
  ["hyperalloc", 0.06, 0.0023, 0.004],
];

describe("resizing a VM from 20 to 2 GiB and back", () => {
  it.each(MEASURED)("takes %s as long as was measured, within 1 %", async (kind, touched, returned, untouched) => {
    const workload = { pattern: "uniform", memory: "20370MiB", warm: "100%" };
    const vm = { name: "vm", memory: "20GiB", kernel: "64MiB", balloon: { kind, minimum: "2GiB" }, workload };
    const scenario = buildScenario({ version: 1, duration: "1min", host: { memory: "21GiB" }, vms: [vm] }, catalogue);
    const machine = await Machine.create(await machineModule(), layoutOf(scenario));
    machine.boot(0, 0, 0, scenario.vms[0]?.workload.warmPages ?? 0, 0);
    machine.layDown();
    machine.freePages(0, 0, scenario.vms[0]?.workload.pages ?? 0, 0);
    let nowNs = 0;
    const resize = (balloonPages: number, expected: number) => {
      const began = nowNs;
      machine.setTarget(0, balloonPages, nowNs);
      while (Number.isFinite(machine.guest(0).driverClockNs)) {
        nowNs += Math.ceil(expected * 1e6);
        machine.run(nowNs);
      }
      expect(machine.guest(0).balloonPages).toBe(balloonPages);
      const seconds = (nowNs - began) / 1e9;
      expect(Math.abs(seconds / expected - 1)).toBeLessThan(0.01);
    };
    resize(18 * GIB_PAGES, touched);
    resize(0, returned);
    resize(18 * GIB_PAGES, untouched);
  });
});
