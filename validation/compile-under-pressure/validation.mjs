import { run, times } from "../library.mjs";

export const title = "A kernel compile: flat under the balloon, falling under host swap";
export const published =
  "VMware, Understanding Memory Resource Management in ESX Server (Guo, 2009): under host swap, a VM that compiles " +
  "a kernel slows down from the first step on as its memory shrinks. Under the balloon its speed stays flat until " +
  "memory gets short. The reason given: the guest knows which pages it can spare, while host swap picks pages at " +
  "random.";
export const setup =
  "A recorded compiler (examples/recorded) works on 16 MiB of a guest of 64 MiB; the rest is memory it no longer " +
  "uses. Memory is taken away once by a balloon (the guest evicts by LRU) and once by a smaller host (which evicts " +
  "at random, as ESX does). Both swap to a hard disk. The run takes a minute; the table shows the compiler's " +
  "slowdown.";
export const leavesOut =
  "The compile itself: writes to files, several processes, the guest's own reclaim heuristics (LRU stands for " +
  "them). The recorded program is smaller than a kernel's build, and so is the guest.";

const TAKEN = [0, 8, 16, 24, 32, 40, 44, 48];

export async function measure() {
  const scenario = new URL("scenario.yaml", import.meta.url);
  const rows = [];
  for (const taken of TAKEN) {
    const left = 64 - taken;
    const balloon = await run(scenario, { "vms.0.balloon.start": `${taken}MiB` });
    const swap = await run(scenario, { "host.memory": `${left}MiB` });
    rows.push([`${left} MiB`, times(balloon.vms[0].slowdown), times(swap.vms[0].slowdown)]);
  }
  return {
    tables: [[["left of 64 MiB", "balloon", "host swap"], ...rows]],
    reading:
      "This is the published shape. The balloon costs nothing until the remaining memory no longer holds the kernel " +
      "and the compiler's working set; then the guest swaps, too. Host swap costs from the first step on, and more " +
      "with every step, since its random choice hits the compiler's pages as well as the unused ones.",
  };
}
