import { describe, expect, it } from "vitest";
import { linuxWatermarks } from "../../../src/scenario/memory/watermarks.ts";

const GIB = 2 ** 18;

describe("the watermarks of Linux", () => {
  it("are those of a machine of 4 GiB", () => {
    expect(linuxWatermarks(4 * GIB, 4096)).toEqual({ minPages: 2048, lowPages: 3096, highPages: 4144 });
  });

  it("stay below half the memory, in order", () => {
    for (const pageBytes of [4096, 65536, 2 ** 21]) {
      for (let pages = 1; pages < 2 ** 30; pages = pages * 2 + 1) {
        const { minPages, lowPages, highPages } = linuxWatermarks(pages, pageBytes);
        expect(minPages).toBeLessThanOrEqual(lowPages);
        expect(lowPages).toBeLessThanOrEqual(highPages);
        expect(highPages).toBeLessThan(Math.max(pages / 2, 1));
      }
    }
  });
});
