import { describe, expect, it } from "vitest";
import { twinPolicy } from "./policies.ts";

/** A policy over frames whose marks are a set. */
function over(kind: string, parameters: Record<string, number>, frames: number) {
  const accessed = new Set<number>();
  const policy = twinPolicy({ kind, parameters }, frames, {
    isAccessed: (frame) => accessed.has(frame),
    clearAccessed: (frame) => accessed.delete(frame),
  });
  return { policy, accessed };
}

describe("random", () => {
  it("draws 270369, 67634689, 2647435461 from seed 1, and fills the gap with the last", () => {
    const { policy } = over("random", { seed: 1 }, 20);
    for (const frame of [10, 11, 12, 13]) policy.added(frame);
    expect(policy.choose()).toEqual({ frame: 10, looked: 1 });
    expect(policy.members).toEqual([13, 11, 12]);
    policy.added(14);
    expect(policy.choose().frame).toBe(13);
    expect(policy.choose().frame).toBe(11);
    expect(policy.members).toEqual([14, 12]);
    policy.removed(14);
    expect(policy.members).toEqual([12]);
  });
});

describe("clock", () => {
  it("clears marks, skips frames without a page at no cost, and stops behind its victim", () => {
    const { policy, accessed } = over("clock", { load: 1 }, 5);
    for (const frame of [0, 2, 4]) {
      accessed.add(frame);
      policy.added(frame);
    }
    expect(policy.choose()).toEqual({ frame: 0, looked: 4 });
    expect([...accessed]).toEqual([]);
    accessed.add(2);
    expect(policy.choose()).toEqual({ frame: 4, looked: 2 });
    expect(policy.choose()).toEqual({ frame: 2, looked: 1 });
  });

  it("clears a new page's mark with load=0", () => {
    const { policy, accessed } = over("clock", { load: 0 }, 5);
    accessed.add(3);
    policy.added(3);
    expect(accessed.has(3)).toBe(false);
  });
});
