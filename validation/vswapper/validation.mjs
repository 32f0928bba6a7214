import { gib, mib, run, times, vm } from "../library.mjs";

export const title = "Uncooperative swapping, ballooning, and both under a changing load";
export const published =
  "VSwapper (Amit, Tsafrir and Schuster, ASPLOS 2014): swapping by a host that knows nothing of its guest is up to " +
  "10 times slower than necessary, because of silent swap writes, stale and false reads, and lost sequentiality. A " +
  "balloon avoids that as long as the load is steady. Under a changing load balloons come too late: ten phased " +
  "MapReduce guests take 153 s with plain host swap, 167 s with ballooning, 88 s with VSwapper, 97 s with both " +
  "(the four times are from memory; reference text not seen).";
export const setup =
  "One guest that reads a file which its cache could hold, on a host with a quarter of its memory, with and " +
  "without a balloon in place from the start (hard disk). Then ten guests of 2 GiB on a host of 8 GiB, booted 10 s " +
  "apart, each with a job that grows to 1.5 GiB and ends: under plain host swap and under MOM, the manager the " +
  "paper used.";
export const leavesOut =
  "VSwapper itself, and so its two columns: a host that maps the guest's disk blocks and buffers its overwrites. " +
  "The jobs are synthetic; the comparison is of their order, not their seconds.";

export async function measure() {
  const one = new URL("one-guest.yaml", import.meta.url);
  const ten = new URL("ten-guests.yaml", import.meta.url);
  const steady = [];
  for (const [label, settings] of [
    ["host swap", {}],
    ["balloon", { "vms.0.balloon.start": "400MiB" }],
  ]) {
    const result = await run(one, settings);
    const guest = vm(result, "guest");
    steady.push([
      label,
      times(guest.slowdown),
      mib(result, result.host.silentSwapWrites),
      mib(result, result.host.falseReads),
      mib(result, result.host.swapInPages),
      mib(result, guest.fileReadPages),
    ]);
  }
  const phased = [];
  for (const manager of ["none", "mom"]) {
    const result = await run(ten, { manager });
    const slowdowns = result.vms.map(({ slowdown }) => slowdown);
    const swapped = result.vms.reduce((sum, { swapInPages, swapOutPages }) => sum + swapInPages + swapOutPages, 0);
    phased.push([
      manager === "none" ? "host swap" : manager,
      times(slowdowns.reduce((sum, one) => sum + one, 0) / slowdowns.length),
      times(Math.max(...slowdowns)),
      gib(result, result.host.swapInPages + result.host.swapOutPages),
      gib(result, swapped),
    ]);
  }
  return {
    tables: [
      [
        ["one guest", "slowdown", "silent swap writes", "false reads", "read from host swap", "read from the file"],
        ...steady,
      ],
      [["ten guests", "mean slowdown", "worst", "host swap", "guest swap"], ...phased],
    ],
    reading:
      "The order is the published one. Steady load: the balloon is faster, and its host makes no useless writes; every " +
      "page the host swaps out is one the guest's disk already holds. The factor is smaller than ten: reads of the " +
      "file stay sequential on the disk here, and the guest computes between them. Changing load: with MOM, which " +
      "moves a guest by a twentieth every ten seconds, the guests are no faster than without it, as in the paper.",
  };
}
