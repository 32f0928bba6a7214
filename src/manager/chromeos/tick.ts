import type { Snapshot, Target, VmView } from "../manager.ts";

/** What a policy decides for one VM: its balloon in bytes, and what the policy remembers of it; `undefined`: nothing. */
export interface ConciergeStep<Memory> {
  readonly wanted: bigint;
  readonly memory: Memory | undefined;
}

/**
 * One tick of concierge: calls the policy for each VM with a balloon, which holds `balloon` bytes, and sets the balloons that
 * change. `null`: there is no policy for the VM yet.
 */
export function conciergeTick<Memory>(
  { vms }: Snapshot,
  before: ReadonlyMap<number, Memory>,
  step: (vm: VmView, balloon: bigint, memory: Memory | undefined) => ConciergeStep<Memory> | null,
): { readonly targets: readonly Target[]; readonly state: ReadonlyMap<number, Memory> } {
  const targets: Target[] = [];
  const state = new Map<number, Memory>();
  for (const view of vms) {
    const { vm, running, hasDriver, memoryBytes, minimumBytes, actualBytes } = view;
    if (!running || !hasDriver) continue;
    const balloon = BigInt(memoryBytes - actualBytes);
    const next = step(view, balloon, before.get(vm));
    if (next === null) continue;
    const { wanted, memory } = next;
    if (memory !== undefined) state.set(vm, memory);
    if (wanted === balloon) continue;
    targets.push({ vm, bytes: Math.max(minimumBytes, Math.min(memoryBytes, memoryBytes - Number(wanted))) });
  }
  return { targets, state };
}
