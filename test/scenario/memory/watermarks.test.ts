import { describe, expect, it } from "vitest";
import { linuxWatermarks } from "../../../src/scenario/memory/linux-watermarks.ts";
import { reserveMib } from "./reserve.ts";

const PAGES_PER_MIB = 256;

/** A guest whose kernel keeps no less than its image and page descriptors. */
function guestOf(memoryMib: number) {
  const memoryPages = memoryMib * PAGES_PER_MIB;
  return { memoryPages, keptPages: Math.ceil(memoryPages / 5) };
}

describe("the watermarks of Linux", () => {
  // Worked by hand from mm/page_alloc.c: √(16 × KiB) of all 4096 MiB but 45 MiB and a 60th, plus the reserves.
  it("without huge pages are the square root's", () => {
    const { minPages } = linuxWatermarks(guestOf(4096), 4096, false);
    const root = Math.floor(Math.sqrt(16 * (4096 - 45 - 4096 / 60) * 1024)) / 4;
    expect(minPages).toBe(Math.floor(root + reserveMib(4096, root / PAGES_PER_MIB) * PAGES_PER_MIB));
  });

  it("keep nothing from programs in a memory of one zone", () => {
    const memory = { memoryPages: 8 * PAGES_PER_MIB, keptPages: 0 };
    const { minPages, reservePages } = linuxWatermarks(memory, 4096, true);
    expect(minPages).toBe(Math.floor(Math.floor(Math.sqrt(16 * 8 * 1024)) / 4));
    expect(reservePages).toBe(0);
  });

  it("stay below half the memory, in order", () => {
    for (const pageBytes of [4096, 65536, 2 ** 21]) {
      for (let pages = 1; pages < 2 ** 30; pages = pages * 2 + 1) {
        const { minPages, lowPages, highPages, reservePages } = linuxWatermarks(
          { memoryPages: pages, keptPages: 0 },
          pageBytes,
          true,
        );
        expect(reservePages).toBeGreaterThanOrEqual(0);
        expect(reservePages).toBeLessThanOrEqual(minPages);
        expect(minPages).toBeLessThanOrEqual(lowPages);
        expect(lowPages).toBeLessThanOrEqual(highPages);
        expect(highPages).toBeLessThan(Math.max(pages / 2, 1));
      }
    }
  });
});
