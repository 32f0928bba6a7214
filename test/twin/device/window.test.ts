import { describe, expect, it } from "vitest";
import { TwinWindow } from "./window.ts";

/** What a fault at an address reads, of 1000 in spans of 512. */
function at(window: TwinWindow, address: number, most = 8): number[] {
  return window.addressesAround(address, most, 1000, 512);
}

// Worked by hand from `__swapin_nr_pages` and `swap_vma_ra_win` in mm/swap_state.c.
describe("a window", () => {
  it("begins with eight pages, and halves while nothing is used", () => {
    const window = new TwinWindow();
    expect(at(window, 100)).toEqual([97, 98, 99, 100, 101, 102, 103, 104]);
    expect([300, 500, 700, 900].map((address) => at(window, address).length)).toEqual([4, 2, 1, 1]);
  });

  it("stays at two pages at neighbouring faults, in their direction", () => {
    const window = new TwinWindow();
    for (const address of [100, 200, 300, 400]) at(window, address);
    expect(at(window, 401)).toEqual([401, 402]);
    expect(at(window, 400)).toEqual([399, 400]);
  });

  it("grows with use: four for one or two pages, eight for up to six, and goes on from the latest use", () => {
    const window = new TwinWindow();
    for (const address of [100, 200, 300, 400]) at(window, address);
    window.use(401);
    expect(at(window, 402)).toEqual([402, 403, 404, 405]);
    for (const address of [403, 404, 405]) window.use(address);
    expect(at(window, 406)).toEqual([406, 407, 408, 409, 410, 411, 412, 413]);
    expect(at(window, 405, 512).length).toBe(4);
  });

  it("ends at the span, and at the last address", () => {
    const window = new TwinWindow();
    expect(at(window, 510)).toEqual([507, 508, 509, 510, 511]);
    expect(at(new TwinWindow(), 998)).toEqual([995, 996, 997, 998, 999]);
    expect(at(new TwinWindow(), 1)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("reads no more than 32 pages by addresses, and as many as it may by slots", () => {
    const address = new TwinWindow();
    const slot = new TwinWindow();
    for (let use = 0; use < 300; use++) {
      address.use(0);
      slot.use(null);
    }
    expect(at(address, 600, 512).length).toBe(32);
    expect(slot.slotsAround(700, 256, 1000)).toEqual(Array.from({ length: 256 }, (_, index) => 512 + index));
  });
});
