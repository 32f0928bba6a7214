import { describe, expect, it } from "vitest";
import { Paths } from "./paths.ts";
import { Slots } from "./slots.ts";

function takeSome(slots: Slots<number>, count: number): (number | null)[] {
  return Array.from({ length: count }, (_, owner) => slots.take(owner));
}

describe("swap slots", () => {
  it("are taken upwards in the current cluster, without going back", () => {
    const slots = new Slots<number>(512, new Paths());
    expect(takeSome(slots, 3)).toEqual([0, 1, 2]);
    slots.free(0);
    expect(slots.take(9)).toBe(3);
  });

  it("continue in the lowest completely free cluster", () => {
    const slots = new Slots<number>(600, new Paths());
    takeSome(slots, 256);
    slots.free(7);
    expect(takeSome(slots, 2)).toEqual([256, 257]);
  });

  it("use the short last cluster when it is completely free", () => {
    const slots = new Slots<number>(300, new Paths());
    takeSome(slots, 256);
    expect(takeSome(slots, 44)).toEqual(Array.from({ length: 44 }, (_, slot) => 256 + slot));
    expect(slots.take(0)).toBeNull();
  });

  it("come from any cluster when none is completely free, and that cluster becomes the current one", () => {
    const slots = new Slots<number>(512, new Paths());
    takeSome(slots, 512);
    for (const slot of [400, 9, 5, 2]) slots.free(slot);
    expect(takeSome(slots, 5)).toEqual([2, 5, 9, 400, null]);
    slots.free(3);
    slots.free(410);
    expect(slots.take(0)).toBe(410);
  });

  it("start again in a cluster that has become completely free", () => {
    const slots = new Slots<number>(4, new Paths());
    takeSome(slots, 4);
    for (const slot of [0, 1, 2, 3]) slots.free(slot);
    expect(slots.take(0)).toBe(0);
  });

  it("are scarce when fewer than half are free", () => {
    const slots = new Slots<number>(4, new Paths());
    takeSome(slots, 2);
    expect(slots.scarce).toBe(false);
    slots.take(0);
    expect(slots.scarce).toBe(true);
  });
});
