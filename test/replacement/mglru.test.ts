import { describe, expect, it } from "vitest";
import { course, labWith, stretch } from "../lab/memory.ts";

const WRITE = 0x8000_0000;

describe.each([
  ["6.1", 6.1],
  ["6.12", 6.12],
])("with the rules of Linux %s", (_, kernel) => {
  it("chooses victims together, and all of them go at once", async () => {
    /*
     * 3 frames. For 3 it ages until 0, 1 and 2 are of the oldest of three generations, looks at all three, finds their marks taken and
     * chooses all: none is left. 1 and 4 find empty frames. For 2 all three go again, and 1 and 3 must come back.
     */
    expect(await course("mglru", 3, [0, 1, 2, 3, 1, 3, 4, 1, 2, 2, 1, 3], { kernel })).toBe("FFFFF.F.F.FF");
  });

  it("writes dirty pages first, and looks at them a second time", async () => {
    const lab = await labWith("mglru", 4, 3, { kernel });
    lab.replay(Uint32Array.of(0 + WRITE, 1 + WRITE, 2 + WRITE, 3));
    expect([0, 1, 2, 3].filter((page) => lab.holds(page))).toEqual([3]);
    expect(lab.counters()).toMatchObject({ scannedPages: 6, writeBacks: 3, dirtyEvictions: 3 });
  });

  it("walks no page table that its filter does not have", async () => {
    const lab = await labWith("mglru", 2048, 1024, { kernel });
    // Two page tables are full and accessed: the first walk goes through both. It ages again, with no walk; then 64 pages are looked at and go.
    lab.replay(Uint32Array.from(stretch(0, 1025)));
    expect(lab.counters()).toMatchObject({ walkedPages: 1024, scannedPages: 64 });
    // When more than half of the pages are young, it ages again, and there is no filter yet. Only the other two tables have been accessed.
    lab.replay(Uint32Array.from(stretch(1025, 1725)));
    expect(lab.counters()).toMatchObject({ faults: 1725, walkedPages: 2048, scannedPages: 704 });
    // All four have been accessed when it ages next. The filter has two of them.
    lab.replay(Uint32Array.from([...stretch(1100, 1200), ...stretch(0, 900)]));
    expect(lab.counters()).toMatchObject({ walkedPages: 3072 });
    lab.check();
  });

  it("spares accessed neighbours of an accessed page, isolated or not", async () => {
    const lab = await labWith("mglru", 2048, 1024, { kernel });
    lab.replay(Uint32Array.from(stretch(0, 1025)));
    /*
     * Of the pages that go next 64 to 127 are isolated, and 100 saves 110 among them and 130 behind them. So 64 + 62 + 64 pages go until another
     * three batches have been looked at.
     */
    lab.replay(Uint32Array.from([100, 110, 130, ...stretch(1025, 1214)]));
    expect(stretch(0, 1214).filter((page) => lab.holds(page))).toEqual([100, 110, 130, ...stretch(193, 1214)]);
    expect(lab.counters()).toMatchObject({ faults: 1214, scannedPages: 192 });
  });
});
