import { type HostFile, wrongFile } from "../error.ts";
import { type Group, isGroup, jsonOf, numberOf } from "../json.ts";

/** One step of a VM's rrddata: bytes, `null` where a value is missing. */
export interface VmStep {
  readonly time: number;
  readonly maxmem: number | null;
  readonly mem: number | null;
  readonly memhost: number | null;
  readonly maxcpu: number | null;
}

/** What a VM is like now. */
export interface VmStatus {
  readonly id: string;
  readonly name: string | null;
  readonly isRunning: boolean;
  readonly maxmem: number | null;
  /** What the balloon leaves. */
  readonly actual: number | null;
  /** MemTotal. */
  readonly total: number | null;
  readonly free: number | null;
  readonly mem: number | null;
  readonly memhost: number | null;
  readonly swapped: number | null;
}

/** What the node is like: bytes. */
export interface NodeFacts {
  readonly memory: number | null;
  readonly swap: number | null;
  readonly used: readonly number[];
  readonly arc: number | null;
}

/** An answer of the API, by what it is about. */
export type Answer =
  | { readonly kind: "vm-steps"; readonly file: HostFile; readonly steps: readonly VmStep[] }
  | { readonly kind: "statuses"; readonly statuses: readonly VmStatus[] }
  | { readonly kind: "node"; readonly facts: NodeFacts }
  | { readonly kind: "unknown" };

/** Reads an answer of Proxmox's API, as `pvesh` prints it or wrapped in `data`. Throws an ImportError of one sentence. */
export function readAnswer(file: HostFile): Answer {
  const whole = jsonOf(file);
  const data = isGroup(whole) && "data" in whole ? whole.data : whole;
  if (Array.isArray(data)) return readList(file, data);
  if (!isGroup(data)) return { kind: "unknown" };
  if ("vmid" in data) return { kind: "statuses", statuses: [statusOf(file, data)] };
  const memory = isGroup(data.memory) ? numberOf(file, data.memory, "total") : null;
  if (memory === null) return { kind: "unknown" };
  const swap = isGroup(data.swap) ? numberOf(file, data.swap, "total") : null;
  const used = isGroup(data.memory) ? numberOf(file, data.memory, "used") : null;
  return { kind: "node", facts: { memory, swap, used: used === null ? [] : [used], arc: null } };
}

function readList(file: HostFile, list: readonly unknown[]): Answer {
  const groups = list.filter(isGroup);
  if (groups.length < list.length)
    throw wrongFile(
      file,
      null,
      `item ${list.findIndex((one) => !isGroup(one)) + 1} of the list is not a group of keys`,
    );
  const has = (key: string) => groups.some((group) => key in group);
  if (has("vmid"))
    return {
      kind: "statuses",
      statuses: groups.filter((group) => "vmid" in group).map((group) => statusOf(file, group)),
    };
  if (!has("time")) return { kind: "unknown" };
  const times = groups.map((group) => {
    const time = numberOf(file, group, "time");
    if (time === null) throw wrongFile(file, null, "a step has no time");
    return { time, group };
  });
  times.sort((a, b) => a.time - b.time);
  if (has("memtotal")) return { kind: "node", facts: nodeFacts(file, groups) };
  if (!has("maxmem") && !has("mem")) return { kind: "unknown" };
  const steps = times.map(({ time, group }) => {
    const number = (key: string) => numberOf(file, group, key);
    return { time, maxmem: number("maxmem"), mem: number("mem"), memhost: number("memhost"), maxcpu: number("maxcpu") };
  });
  return { kind: "vm-steps", file, steps };
}

function nodeFacts(file: HostFile, steps: readonly Group[]): NodeFacts {
  const all = (key: string) => steps.flatMap((step) => numberOf(file, step, key) ?? []);
  return {
    memory: all("memtotal").at(-1) ?? null,
    swap: all("swaptotal").at(-1) ?? null,
    used: all("memused"),
    arc: all("arcsize").at(-1) ?? null,
  };
}

function statusOf(file: HostFile, group: Group): VmStatus {
  const info = isGroup(group.ballooninfo) ? group.ballooninfo : {};
  const number = (key: string) => numberOf(file, group, key);
  return {
    id: String(group.vmid),
    name: typeof group.name === "string" ? group.name : null,
    isRunning: group.status === undefined || group.status === "running",
    maxmem: number("maxmem"),
    actual: numberOf(file, info, "actual") ?? number("balloon"),
    total: numberOf(file, info, "total_mem"),
    free: numberOf(file, info, "free_mem") ?? number("freemem"),
    mem: number("mem"),
    memhost: number("memhost"),
    swapped: numberOf(file, info, "mem_swapped_in"),
  };
}
