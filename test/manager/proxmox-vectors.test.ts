import type { VmView } from "../../src/manager/manager.ts";
import { proxmox, proxmoxGoal, proxmoxTargets } from "../../src/manager/proxmox.ts";
import { answer, snapshot, vmView } from "./snapshot.ts";
import { golden } from "./vectors/golden.ts";

/** A VM as the vectors write it; `null` and 0 mean "missing". */
interface ProxmoxVm {
  id: number;
  maxmem: number;
  balloon: number | null;
  balloon_min: number | null;
  shares: number | null;
  freemem: number | null;
  lock: string | null;
}

type Sizes = Record<string, number>;

type ProxmoxVector = { id: string; edge?: string } & (
  | { kind: "alg1"; in: { goal: number; maxchange: number; vms: ProxmoxVm[] }; out: { targets: Sizes } }
  | {
      kind: "series";
      in: { goal: number; maxchange: number; max_rounds: number; vms: ProxmoxVm[] };
      out: { rounds: { goal: number; targets: Sizes }[]; final: Sizes; goal_left: number };
    }
  | {
      kind: "round";
      in: { memtotal: number; memavailable: number; ballooning_target: number | null; vms: ProxmoxVm[] };
      out: { goal: number; commands: { id: number; value: number }[] };
    }
);

golden<ProxmoxVector>("Proxmox VE", "proxmox.json", outcome, ["alg1", "series", "round"]);

function outcome(vector: ProxmoxVector): unknown {
  switch (vector.kind) {
    case "alg1":
      return { targets: sizes(vector.in.vms, vector.in.goal, vector.in.maxchange) };
    case "series":
      return series(vector.in);
    case "round":
      return round(vector.in);
  }
}

/** A VM that migrates is, to the manager, one that nothing can be asked of. */
function view(vm: ProxmoxVm): VmView {
  return vmView(vm.id, {
    hasDriver: vm.lock !== "migrate",
    memoryBytes: vm.maxmem,
    minimumBytes: vm.balloon_min ?? 0,
    actualBytes: vm.balloon ?? 0,
    shares: vm.shares ?? 1000,
    statistics: vm.freemem === null ? null : answer(vm.freemem),
  });
}

function sizes(vms: readonly ProxmoxVm[], goal: number, stepBytes: number): Sizes {
  const limits = { stepBytes, deadZoneBytes: 10 * 1024 * 1024, comfort: 0.25 };
  return Object.fromEntries(proxmoxTargets(vms.map(view), goal, limits));
}

function series(input: { goal: number; maxchange: number; max_rounds: number; vms: ProxmoxVm[] }): unknown {
  const rounds: { goal: number; targets: Sizes }[] = [];
  let { goal, vms } = input;
  for (let changed = true; changed && rounds.length < input.max_rounds; ) {
    const targets = sizes(vms, goal, input.maxchange);
    rounds.push({ goal, targets });
    const changes = vms.map((vm) => (targets[vm.id] ?? vm.balloon ?? 0) - (vm.balloon ?? 0));
    vms = vms.map((vm, i) => moved(vm, changes[i] ?? 0));
    goal -= changes.reduce((sum, change) => sum + change, 0);
    changed = changes.some((change) => change !== 0);
  }
  return { rounds, final: Object.fromEntries(vms.map((vm) => [vm.id, vm.balloon])), goal_left: goal };
}

function moved(vm: ProxmoxVm, change: number): ProxmoxVm {
  if (change === 0) return vm;
  return { ...vm, balloon: (vm.balloon ?? 0) + change, freemem: Math.max(0, (vm.freemem ?? 0) + change) };
}

function round(input: { memtotal: number; memavailable: number; ballooning_target: number | null; vms: ProxmoxVm[] }) {
  const target = (input.ballooning_target ?? 80) / 100;
  const seen = snapshot(input.vms.map(view), { memoryBytes: input.memtotal, freeBytes: input.memavailable });
  const parameters = { target, step: 100 * 1024 * 1024, deadZone: 10 * 1024 * 1024, comfort: 0.25 };
  const commands = proxmox.decide(seen, null, parameters).targets.map(({ vm, bytes }) => ({ id: vm, value: bytes }));
  const byText = commands.toSorted((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  return { goal: proxmoxGoal(seen, target), commands: byText };
}
