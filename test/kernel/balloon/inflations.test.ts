import { describe, expect, it } from "vitest";
import { expectHeld, within } from "../comparison.ts";
import { areCommitted, cell, committed, kernelOf, measured, ofLine } from "../measured.ts";
import type { TableRow } from "../table.ts";
import { KIB_PER_PAGE, PAGES_PER_MIB, play } from "./guests.ts";

const MEMORY_MIB = 512;
/** Free memory after an inflation, and with it what had to go, depends on where kswapd's last batches fell. */
const NEAR_KIB = 3 * 1024;

/** What a guest's programs and files hold when its balloon inflates. */
interface State {
  readonly anonymousMib: number;
  readonly cacheMib: number;
  readonly dirtyMib: number;
  readonly twice: boolean;
  /** Anonymous memory that was touched and freed. */
  readonly freedMib: number;
}

/** Reads a state's name, such as `180 MiB anonymous, 180 cache read twice`. */
function stateOf(name: string): State {
  const number = (pattern: RegExp) => Number(pattern.exec(name)?.[1] ?? 0);
  return {
    anonymousMib: number(/(\d+) (?:MiB )?anonymous/u),
    cacheMib: number(/(\d+) (?:MiB )?(?:clean )?cache/u),
    dirtyMib: number(/(\d+) (?:MiB )?dirty/u),
    twice: name.includes("twice"),
    freedMib: name.includes("touched before") ? 400 : 0,
  };
}

const pass = { pattern: "sequential", think: "1us", for: "3s" };
const idle = { pattern: "idle", rate: 1, set: "4KiB" };

function workloadOf({ anonymousMib, cacheMib, dirtyMib, twice, freedMib }: State): object {
  const files = cacheMib === 0 ? {} : { files: `${cacheMib}MiB` };
  const inCache = (mib: number) => ({ from: `${anonymousMib}MiB`, memory: `${mib}MiB` });
  return {
    memory: `${Math.max(anonymousMib + cacheMib, freedMib, 1)}MiB`,
    ...files,
    warm: anonymousMib + cacheMib > 0 ? "100%" : 0,
    phases: [
      ...(freedMib > 0 ? [pass, { ...idle, for: "1s", free: `${freedMib}MiB` }] : []),
      ...(dirtyMib > 0 ? [{ ...pass, ...inCache(dirtyMib), writes: "100%" }] : []),
      ...(twice ? [{ ...pass, ...inCache(cacheMib), writes: 0 }] : []),
      idle,
    ],
  };
}

/** kswapd does at least this part of the reclaiming. */
const KSWAPDS_SHARE = 0.9;
/** Pages that a reclaim takes at least (SWAP_CLUSTER_MAX): a stall is a reclaim of the driver's, so that its share bounds their number. */
const PAGES_A_STALL = 32;
/**
 * How far PSI's share of an inflation may be from what the runs had. It is the time that kswapd and driver work, per time that the driver
 * needs: the kernel's processor and disk were emulated, and two runs of one row lie up to six times apart. The costs here are of real ones.
 */
const PSI_FACTOR = 4;

const rows = measured("balloon.csv");

const nameOf = (row: TableRow) =>
  `${cell(row, "kernel")} ${cell(row, "state")}: ${cell(row, "taken_mib")} MiB, deflate-on-oom ${cell(row, "deflate_on_oom")}`;

/** Numbers that are known to miss, and why. */
const MISSES = new Map([
  [
    "6.12 180 MiB anonymous, 180 cache: 176 MiB, deflate-on-oom off, KiB dropped from the cache",
    "8 MiB of what the balloon took were the kernel's own, which a simulated kernel does not give up",
  ],
]);

/** Hosts differ in how much is on its way to swap when the balloon has its last page. */
const UNLIKE_KIB = areCommitted ? 0 : NEAR_KIB;

const kswapdShare = (kswapd: number, direct: number) => (kswapd + direct === 0 ? 1 : kswapd / (kswapd + direct));

/** All runs of these inflations that are known: the second of the committed ones was made on a busier host. */
const runs = [...rows, ...committed("balloon-again.csv"), ...(areCommitted ? [] : committed("balloon.csv"))];

/**
 * What is the same in all runs of an inflation, on any version of its line of kernels; how much of 200 MiB is still dirty differs a little. In
 * other measurements than the committed ones deflate-on-oom makes no difference: none of them runs out of memory.
 */
function inflationOf(row: TableRow): string {
  const { dirtyMib, ...state } = stateOf(cell(row, "state"));
  const rest = {
    dirtyMib: Math.round(dirtyMib / 10) * 10,
    taken: cell(row, "taken_mib"),
    on: areCommitted && cell(row, "deflate_on_oom"),
  };
  return JSON.stringify([kernelOf(row), state, rest]);
}

/** What a row counted, and the least and most of all its runs. */
function countsOf(row: TableRow, count: (run: TableRow) => number) {
  const counts = runs.filter((run) => inflationOf(run) === inflationOf(row)).map(count);
  return { real: count(row), spread: [Math.min(...counts), Math.max(...counts)] } as const;
}

describe.skipIf(rows.length === 0)("a balloon that inflates", () => {
  it.for(rows.map((row) => [nameOf(row), row] as const))("%s", async ([name, row]) => {
    const number = (column: string) => Number(cell(row, column));
    const counts = (column: string) => countsOf(row, (run) => Number(cell(run, column)));
    const state = stateOf(cell(row, "state"));
    const takenMib = number("taken_mib");
    const usedKib = (state.anonymousMib + state.cacheMib) * 1024;
    const vm = await play({
      kernel: kernelOf(row),
      memoryMib: MEMORY_MIB,
      keptKib: MEMORY_MIB * 1024 - usedKib - number("free_before_kb"),
      leftMib: MEMORY_MIB - takenMib,
      deflateOnOom: cell(row, "deflate_on_oom") === "on",
      swap: "1GiB",
      workload: workloadOf(state),
    });
    expect(vm.balloonPages).toBe(takenMib * PAGES_PER_MIB);
    const share = countsOf(row, (run) =>
      kswapdShare(Number(cell(run, "kswapd_pages")), Number(cell(run, "direct_pages"))),
    );
    const kib = (column: string, pages: number, off: number) => {
      const { real, spread } = counts(column);
      const [least, most] = [within(spread[0], off, NEAR_KIB)[0], within(spread[1], off, NEAR_KIB)[1]];
      const allowed = [least - UNLIKE_KIB, most + UNLIKE_KIB] as const;
      return { real, spread, simulated: pages * KIB_PER_PAGE, allowed };
    };
    const psi = countsOf(row, (run) => Number(cell(run, "some_us")) / 1e4 / Number(cell(run, "seconds")));
    const reclaimedPages = vm.asyncReclaimedPages + vm.directReclaimedPages;
    const simulated = kswapdShare(vm.asyncReclaimedPages, vm.directReclaimedPages);
    const compared = {
      "KiB free": kib("free_after_kb", vm.freePages, 0),
      "KiB dropped from the cache": kib("dropped_kb", vm.evictions - vm.swapOutPages, 0.05),
      "KiB swapped out": kib("swapped_kb", vm.swapOutPages, 0.05),
      "kswapd's share of what was reclaimed": { ...share, simulated, allowed: [KSWAPDS_SHARE, 1] },
      "allocation stalls": {
        ...counts("alloc_stalls"),
        simulated: vm.allocStalls,
        allowed: [0, Math.ceil((reclaimedPages * (1 - KSWAPDS_SHARE)) / PAGES_A_STALL)],
      },
      "% of the inflation that PSI counts as some": {
        ...psi,
        simulated: vm.inflationNs === 0 ? 0 : (100 * vm.pressureNs) / vm.inflationNs,
        allowed: [psi.spread[0] / PSI_FACTOR, psi.spread[1] * PSI_FACTOR],
      },
    } as const;
    for (const [counted, numbers] of Object.entries(compared)) {
      const reason = MISSES.get(ofLine(`${name}, ${counted}`));
      expectHeld({ table: "balloon.csv", row: name, counted, ...numbers, reason });
    }
  });

  it.runIf(areCommitted)("has no miss listed that is no row's", () => {
    const names = rows.map((row) => ofLine(nameOf(row)));
    for (const miss of MISSES.keys()) expect(names.some((name) => miss.startsWith(name))).toBe(true);
  });
});
