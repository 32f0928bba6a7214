import { describe, expect, it } from "vitest";
import { granted, hyperVFloor, numCommitted } from "../../../src/manager/hyper-v/guest.ts";
import { golden, type Vector } from "../vectors/golden.ts";

type HyperVVector = Vector & { readonly out: unknown } & (
    | { readonly kind: "floor"; readonly in: { readonly totalram: number } }
    | {
        readonly kind: "committed";
        readonly in: Readonly<Record<"totalram" | "committed" | "ballooned" | "added" | "onlined", number>>;
      }
    | { readonly kind: "request"; readonly in: Readonly<Record<"totalram" | "requested" | "available", number>> }
  );

golden<HyperVVector>("Hyper-V's driver in a Linux guest", "hyperv-linux-guest.json", outcome, [
  "floor",
  "committed",
  "request",
]);

function outcome(vector: HyperVVector): unknown {
  switch (vector.kind) {
    case "floor":
      return { floor: hyperVFloor(vector.in.totalram) };
    case "committed": {
      const { totalram, committed, ballooned, added, onlined } = vector.in;
      return {
        num_committed: numCommitted({
          totalPages: totalram,
          committedPages: committed,
          balloonPages: ballooned,
          addedPages: added,
          onlinePages: onlined,
        }),
      };
    }
    case "request":
      return { granted: granted(vector.in.requested, vector.in.available, vector.in.totalram) };
  }
}

describe("Hyper-V's driver, as the kernel's functions answered", () => {
  const MIB = 256;

  it.each([
    [16, 16],
    [128, 72],
    [512, 168],
    [2048, 360],
    [8192, 744],
    [32768, 1512],
  ])("a guest of %i MiB keeps %i MiB", (memory, floor) => {
    expect(hyperVFloor(memory * MIB)).toBe(floor * MIB);
  });

  it("reports the ballooned, the offline and the floor as committed", () => {
    const guest = { totalPages: 524288, committedPages: 179200, balloonPages: 0, addedPages: 0, onlinePages: 0 };
    expect(numCommitted(guest)).toBe(271360);
    expect(numCommitted({ ...guest, balloonPages: 512, addedPages: 32768, onlinePages: 0 })).toBe(304640);
    expect(numCommitted({ ...guest, addedPages: 0, onlinePages: 360448 })).toBe(271360);
  });

  it("gives what is asked for, or whole units of 2 MiB above the floor", () => {
    const floor = 92160;
    expect(granted(1001, floor + 1001, 524288)).toBe(1001);
    expect(granted(1001, floor + 1000, 524288)).toBe(512);
    expect(granted(512, floor - 1, 524288)).toBe(0);
    expect(granted(0, floor - 1, 524288)).toBe(0);
  });
});
