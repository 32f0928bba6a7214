import { describe, expect, it } from "vitest";
import { frontswapShrink, selfBalloon } from "../../../src/manager/xen/selfballoon.ts";
import { golden, integer, type Vector, written } from "../vectors/golden.ts";

type Count = number | string;

type SelfBalloonVector = Vector & { readonly out: unknown } & (
    | {
        readonly kind: "step";
        readonly in: {
          readonly totalram: Count;
          readonly totalreserve: Count;
          readonly max_pfn: Count;
          readonly committed: Count;
          readonly frontswap_pages: Count;
          readonly frontswap_selfshrinking: boolean;
          readonly balloon_current_pages: Count;
          readonly downhysteresis: Count;
          readonly uphysteresis: Count;
          readonly min_usable_mb: Count;
          readonly reserved_mb: Count;
        };
      }
    | {
        readonly kind: "frontswap";
        readonly in: {
          readonly inertia: Count;
          readonly hysteresis: Count;
          readonly frontswap_pages: readonly Count[];
        };
      }
  );

golden<SelfBalloonVector>("Xen's self-ballooning", "xen-selfballoon.json", outcome, ["step", "frontswap"]);

function outcome(vector: SelfBalloonVector): unknown {
  if (vector.kind === "frontswap") return { shrink_to: runs(vector.in) };
  const { in: given } = vector;
  const guest = {
    totalPages: integer(given.totalram),
    currentPages: integer(given.balloon_current_pages),
    mostPages: integer(given.max_pfn),
    reservePages: integer(given.totalreserve),
    committedPages: integer(given.committed),
    frontswapPages: integer(given.frontswap_pages),
  };
  const { goal, step, floor, target } = selfBalloon(guest, {
    downHysteresis: integer(given.downhysteresis),
    upHysteresis: integer(given.uphysteresis),
    leastUsableMib: integer(given.min_usable_mb),
    reservedMib: integer(given.reserved_mb),
    selfShrinking: given.frontswap_selfshrinking,
  });
  return { goal: written(goal), step: written(step), floor: written(floor), target: written(target) };
}

function runs({ inertia, hysteresis, frontswap_pages }: Extract<SelfBalloonVector, { kind: "frontswap" }>["in"]) {
  let state = { counter: 0n, pages: 0n };
  return frontswap_pages.map((pages) => {
    const run = frontswapShrink(state, integer(pages), { inertia: integer(inertia), hysteresis: integer(hysteresis) });
    state = run.state;
    return run.shrinkTo === null ? null : written(run.shrinkTo);
  });
}

describe("Xen's self-ballooning, as the kernel's functions answered", () => {
  const settings = { downHysteresis: 8n, upHysteresis: 1n, leastUsableMib: 0n, reservedMib: 0n, selfShrinking: false };
  const guest = {
    totalPages: 524288n,
    currentPages: 527288n,
    mostPages: 534288n,
    reservePages: 5000n,
    committedPages: 0n,
    frontswapPages: 0n,
  };

  it("goes an eighth of the way down", () => {
    expect(selfBalloon(guest, settings)).toEqual({ goal: 5000n, step: 459377n, floor: 46092n, target: 462377n });
  });

  it("goes all of the way up, past its memory if it must", () => {
    const committed = { ...guest, committedPages: 600000n };
    expect(selfBalloon(committed, settings)).toMatchObject({ goal: 605000n, step: 605000n, target: 608000n });
  });

  it.each([
    [4095n, 4095n],
    [4096n, 4096n],
    [16383n, 10239n],
    [16384n, 11008n],
    [131072n, 28648n],
  ])("a guest of %i useful pages keeps %i", (useful, floor) => {
    const small = { ...guest, reservePages: 0n, mostPages: useful };
    expect(selfBalloon(small, settings).floor).toBe(floor);
  });

  it("takes frontswap back when it has not grown for three runs", () => {
    const pages = [7895, 7895, 8998, 8998, 8998, 8998, 10838, 10838, 9309, 9309, 8145, 8145, 6430];
    const shrunk = [null, null, null, null, null, 8549, null, null, null, 8844, 7738, 7738, 6109];
    expect(runs({ inertia: 3, hysteresis: 20, frontswap_pages: pages })).toEqual(shrunk);
  });
});
