import { describe, expect, it } from "vitest";
import type { Content, Scenario, Vm, ZramSwap } from "../../src/scenario/scenario.ts";
import { TwinMachine } from "../twin/machine.ts";
import {
  gaplessSizes,
  smallBalloon,
  smallHost,
  smallScenario,
  smallVm,
  smallWorkload,
  UNIQUE,
  write,
} from "../twin/scenario/small.ts";
import { EnginePlay } from "./engine-play.ts";

/** Four compressed pages a frame. */
const QUARTER: ZramSwap = {
  kind: "zram",
  pages: 16,
  limitPages: null,
  compressNs: 40,
  decompressNs: 20,
  ...gaplessSizes(1024, 4096, 1024),
};

const ZEROES: Content = { image: null, zeroShare: 1, volatileShare: 0 };
const VOLATILE: Content = { image: null, zeroShare: 0, volatileShare: 1 };

const ABSENT = { kind: "absent" };

/** One VM of 4 frames that swaps to compressed memory. */
function machine(swap: Partial<ZramSwap> = {}, vm: Partial<Vm> = {}, content = UNIQUE): Scenario {
  const workload = { ...smallWorkload(16), content };
  return smallScenario({ vms: [smallVm({ swap: { ...QUARTER, ...swap }, workload, ...vm })] });
}

/** Each page once, in order. */
const upTo = (pages: number) => Array.from({ length: pages }, (_, page) => page);

/** Plays the same on the engine and on the twin, and answers what the engine's VM has come to. */
async function ran(scenario: Scenario, references: number[]) {
  const twin = new TwinMachine(scenario);
  const engine = await EnginePlay.create(scenario, 100);
  for (const each of [twin, engine]) {
    each.boot([0], 0);
    each.setStream(0, 0, references, 1000);
    each.run(1_000_000_000);
    each.check();
  }
  const { frames, vcpus } = twin.state().vms[0];
  return { engine, guest: engine.counters(0), pages: engine.tables(0).pages, frames, clockNs: vcpus[0].clockNs };
}

describe("compressed memory as a guest's swap", () => {
  it("takes the frame of the page that it evicts, and room for three more in it", async () => {
    // Four pages fill the memory. For page 4 two must go: the first one's frame, 0, is the pool's, the second's, 1, is page 4's.
    const { guest, pages, frames, clockNs, engine } = await ran(machine(), [0, 1, 2, 3, 4]);
    expect(guest).toMatchObject({ swapOutPages: 2, evictions: 2, directReclaims: 2, zramPages: 1, zramBytes: 2048 });
    expect(pages.slice(0, 5)).toMatchObject([
      { kind: "swapped", slot: 0 },
      { kind: "swapped", slot: 1 },
      { kind: "mapped", frame: 2 },
      { kind: "mapped", frame: 3 },
      { kind: "mapped", frame: 1 },
    ]);
    expect(frames.map(({ kind }) => kind)).toEqual(["compressed", "mapped", "mapped", "mapped"]);
    // Touching a page for the first time 100 + 700 + thinking; the fifth without the host, but two evictions of 1 + 40 + 10.
    expect(clockNs).toBe(4 * 1800 + 100 + 2 * 51 + 1000);
    expect(engine.state().devices).toMatchObject([{ reads: 0, writes: 0 }]);
    // Two more fit beside them, a fourth as well; then another frame is needed.
    const { guest: later } = await ran(machine(), [0, 1, 2, 3, 4, 5, 6]);
    expect(later).toMatchObject({ zramPages: 1, zramBytes: 4096, mappedPages: 3, evictions: 4 });
    const { guest: full } = await ran(machine(), [0, 1, 2, 3, 4, 5, 6, 7]);
    expect(full).toMatchObject({ zramPages: 2, zramBytes: 6 * 1024, mappedPages: 2, evictions: 6 });
  });

  it("gives a page back for the price of decompressing, keeps no copy of it, and its frame when it is empty", async () => {
    const { guest, pages, clockNs } = await ran(machine(), [0, 1, 2, 3, 4, 0]);
    // For page 0 page 2 goes in beside it; then page 0 comes out: 100, one eviction, 20.
    expect(guest).toMatchObject({ majorFaults: 1, swapInPages: 1, swapOutPages: 3, zramBytes: 2048, swapUsedPages: 2 });
    expect(pages[0]).toMatchObject({ kind: "mapped", frame: 2, copy: null });
    expect(clockNs).toBe(4 * 1800 + 100 + 2 * 51 + 1000 + 100 + 51 + 20 + 1000);
    expect(guest.copiedPages).toBe(0);

    const { engine } = await ran(machine(), [0, 1, 2, 3, 4]);
    engine.freePages(0, 0, 1);
    expect(engine.counters(0)).toMatchObject({ zramPages: 1, zramBytes: 1024, freePages: 0, swapUsedPages: 1 });
    engine.freePages(0, 1, 1);
    expect(engine.counters(0)).toMatchObject({ zramPages: 0, zramBytes: 0, freePages: 1, swapUsedPages: 0 });
    engine.check();
  });

  it("keeps zeroes for nothing", async () => {
    const { guest } = await ran(machine({}, {}, ZEROES), [0, 1, 2, 3, 4, 5, 6, 7]);
    expect(guest).toMatchObject({ zramPages: 0, zramBytes: 0, swapUsedPages: 4, mappedPages: 4, evictions: 4 });
    // Written again they are zeroes no longer.
    const { guest: written } = await ran(
      machine({}, {}, ZEROES),
      [0, 1, 2, 3].flatMap((page) => [page, write(page)]).concat(4),
    );
    expect(written).toMatchObject({ zramPages: 1, zramBytes: 2048 });
  });

  it("gains nothing from what does not compress: all of it goes, and the guest is out of memory as without swap", async () => {
    const { guest, pages } = await ran(machine({}, {}, VOLATILE), [0, 1, 2, 3, 4]);
    expect(guest).toMatchObject({ status: "out-of-memory", evictions: 4, swapOutPages: 4 });
    expect(guest).toMatchObject({ mappedPages: 0, zramPages: 0, swapUsedPages: 0, freePages: 4, oomKills: 1 });
    expect(pages.slice(0, 5)).toEqual([ABSENT, ABSENT, ABSENT, ABSENT, ABSENT]);
  });

  it("lets kswapd go on as long as pages go, 32 a step, whether or not that frees anything", async () => {
    const watermarks = { minPages: 0, lowPages: 4, highPages: 6, reservePages: 0 };
    const vm = { memoryPages: 64, watermarks, workload: { ...smallWorkload(80), content: VOLATILE } };
    const scenario = smallScenario({ vms: [smallVm({ swap: { ...QUARTER, pages: 80 }, ...vm })] });
    // The 61st page leaves 3 free: kswapd wakes, and in two steps puts 32 and 29 pages away, each into a frame as large as its own. The 64th is the last there is memory for.
    const { guest } = await ran(scenario, upTo(61));
    expect(guest).toMatchObject({ status: "running", freePages: 3, mappedPages: 0, zramPages: 61, evictions: 61 });
    expect(guest).toMatchObject({ asyncReclaimedPages: 61, directReclaims: 0 });
    const { guest: dead } = await ran(scenario, upTo(65));
    expect(dead).toMatchObject({ status: "out-of-memory", minorFaults: 64 });
  });

  it("is full when a whole page more might not fit within its limit, or no slot is free", async () => {
    // Of 4096 bytes each page takes 1024: with one in there might be no room for the next, which could be as large as a page.
    const limited = await ran(machine({ limitPages: 1 }), [0, 1, 2, 3, 4]);
    expect(limited.guest).toMatchObject({ status: "out-of-memory", evictions: 1, swapOutPages: 1 });
    const wider = await ran(machine({ limitPages: 2 }), [0, 1, 2, 3, 4, 5, 6]);
    expect(wider.guest).toMatchObject({ status: "running", evictions: 4, zramBytes: 4096 });
    const more = await ran(machine({ limitPages: 2 }), [0, 1, 2, 3, 4, 5, 6, 7]);
    expect(more.guest).toMatchObject({ status: "out-of-memory", evictions: 5 });
    const slots = await ran(machine({ pages: 1 }), [0, 1, 2, 3, 4]);
    expect(slots.guest).toMatchObject({ status: "out-of-memory", evictions: 1 });
  });

  it("is memory to the host: swapped out by it, it must come back before a page of it can", async () => {
    // The host has 4 frames and takes the oldest. The kernel's frame is 0; pages 0 … 4 take 1 … 5, of which the host ends with 2 … 5. For page 5 pages
    // 0 and 1 go: both must be read by the host first, then lie in frame 1; page 5 is in 2. Pages 2, 3 and 4 are in host swap, each time their turn comes,
    // and with page 4's goes frame 1.
    const host = smallHost({ memoryPages: 4 });
    const scenario = { ...machine({}, { memoryPages: 6, kernelPages: 1 }), host };
    const { guest: before, engine } = await ran(scenario, [0, 1, 2, 3, 4, 5, 2, 3, 4]);
    expect(before).toMatchObject({ hostMajorFaults: 5, doublePaging: 2, zramPages: 1, zramBytes: 2048 });
    expect(engine.tables(0).frames[1]).toMatchObject({ kind: "host-swapped" });
    // Page 0 comes back, and page 5 goes: into frame 1, for which the host takes frame 2 away, which page 5 has just left, and which page 0 gets.
    const { guest } = await ran(scenario, [0, 1, 2, 3, 4, 5, 2, 3, 4, 0]);
    expect(guest).toMatchObject({ hostMajorFaults: 7, falseReads: 1, doublePaging: 2, zramPages: 1, zramBytes: 2048 });
    expect(guest).toMatchObject({ majorFaults: 1, swapInPages: 1, swapOutPages: 3 });
  });

  it("stays where it is when virtio-mem takes blocks", async () => {
    const balloon = smallBalloon({ kind: "virtio-mem", unitPages: 2 });
    const { engine } = await ran(machine({}, { memoryPages: 6, balloon }), [0, 1, 2, 3, 4, 5, 6]);
    expect(engine.counters(0)).toMatchObject({ zramPages: 1, mappedPages: 5 });
    engine.freePages(0, 2, 14);
    engine.setTarget(0, 6);
    engine.run(2_000_000_000);
    // Frame 0 is the pool's: of three blocks two go.
    expect(engine.counters(0)).toMatchObject({ balloonPages: 4, zramPages: 1 });
    engine.check();
  });
});
