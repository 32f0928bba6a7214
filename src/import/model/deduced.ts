import { largest } from "../largest.ts";
import { derived, type Told } from "./told.ts";

/** What a guest's kernel keeps for itself: its memory less MemTotal at full size; `null`: MemTotal was never seen then, or cannot be of that memory. */
export function kernelOf(memoryBytes: number, fullTotals: Iterable<number>, from: string): Told<number> | null {
  const kernel = memoryBytes - largest(fullTotals);
  return kernel <= 0 || kernel > memoryBytes / 2 ? null : derived(kernel, from);
}

/** What the host saw of a VM's process at most; `null`: it was never seen. */
export function residentOf(name: string, sizes: Iterable<number>): Told<number> | null {
  const resident = largest(sizes);
  return resident === 0 ? null : derived(resident, `largest ${name}, which holds QEMU itself too`);
}
