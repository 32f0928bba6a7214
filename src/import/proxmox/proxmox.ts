import { baseName, type HostFile, ImportError, wrongFile } from "../error.ts";
import { isJson } from "../json.ts";
import { kernelOf, residentOf } from "../model/deduced.ts";
import { type ImportedHost, type ImportedVm, plainVm, unrecordedOf } from "../model/host.ts";
import { assumed, derived, type Told, told } from "../model/told.ts";
import { type NodeFacts, readAnswer, type VmStatus } from "./api.ts";
import { ballooningTarget, readConf, type VmConf, vmIdOf } from "./conf.ts";
import { isHostSide, oneSeries, ownerOf, type StepFile, samplesOf } from "./steps.ts";

/** Share of a node's memory that Proxmox keeps in use where its configuration does not say. */
const DEFAULT_TARGET = 0.8;

/** What the files of a node say. */
interface Found {
  readonly confs: VmConf[];
  readonly steps: StepFile[];
  readonly statuses: Map<string, VmStatus>;
  readonly leftOut: string[];
  node: NodeFacts;
  target: Told<number> | null;
}

/** Reads a node of Proxmox VE from its `qemu-server/*.conf`, its configuration, and answers of `pvesh` or the API. Throws an ImportError of one sentence. */
export function proxmoxHost(name: string, files: readonly HostFile[], strict: boolean): ImportedHost {
  const found = sorted(files, strict);
  const { confs, statuses, leftOut, node, target } = found;
  if (confs.length === 0)
    throw new ImportError(`${name}: no qemu-server/VMID.conf was found: give the folder with the node's .conf files`);
  const series = new Map<string, StepFile[]>();
  for (const file of found.steps) {
    const owner = ownerOf(file, confs);
    if (owner === null)
      leftOut.push(`${baseName(file.file.name)}: nothing says which VM it is of; name it rrddata-VMID.json.`);
    else series.set(owner.id, [...(series.get(owner.id) ?? []), file]);
  }
  const vms: ImportedVm[] = [];
  for (const conf of confs) {
    const status = statuses.get(conf.id) ?? null;
    const mine = series.get(conf.id) ?? [];
    if (conf.isTemplate) leftOut.push(`${conf.name} (${conf.id}): a template never runs.`);
    else if (status?.isRunning === false && mine.length === 0)
      leftOut.push(`${conf.name} (${conf.id}): it does not run.`);
    else vms.push(vmOf(conf, status, mine));
  }
  if (node.arc !== null && node.arc > 0) leftOut.push("ZFS's ARC: consumers of the host's memory are not modelled.");
  return {
    name,
    source: `Proxmox VE (${files.length} ${files.length === 1 ? "file" : "files"})`,
    manager: told(
      {
        kind: "proxmox",
        target: target ?? assumed(DEFAULT_TARGET, "ballooning-target's default; see /etc/pve/nodes/NODE/config"),
      },
      "pvestatd",
    ),
    memoryBytes: node.memory === null ? null : told(node.memory, "the node's total memory"),
    swapBytes: node.swap === null ? null : told(node.swap, "the node's total swap"),
    vms,
    leftOut,
    ask: [
      ...(node.memory === null
        ? ["The node's memory and swap: pvesh get /nodes/NODE/rrddata --timeframe day --output-format json"]
        : []),
      ...unrecordedOf(vms, "its rrddata, by the loop below"),
      "How much of the use is page cache: Proxmox counts it as used, and here it counts as memory of programs. Ask free in the guests.",
      "Whether KSM shares pages: cat /sys/kernel/mm/ksm/pages_sharing",
    ],
    recorder: [
      "N=$(hostname); pvesh get /nodes/$N/rrddata --timeframe day --output-format json > rrddata-node.json",
      "for f in /etc/pve/qemu-server/*.conf; do v=$(basename $f .conf); cp $f .",
      "  pvesh get /nodes/$N/qemu/$v/rrddata --timeframe day --output-format json > rrddata-$v.json",
      "  pvesh get /nodes/$N/qemu/$v/status/current --output-format json > status-$v.json; done",
    ],
  };
}

function sorted(files: readonly HostFile[], strict: boolean): Found {
  const found: Found = {
    confs: [],
    steps: [],
    statuses: new Map(),
    leftOut: [],
    node: { memory: null, swap: null, used: [], arc: null },
    target: null,
  };
  for (const file of files) {
    const id = vmIdOf(file);
    if (isJson(file)) takeAnswer(file, found, strict);
    else if (id !== null) takeConf(file, id, found);
    else {
      const target = ballooningTarget(file);
      if (target === "default") found.target = told(DEFAULT_TARGET, "no ballooning-target, so 80");
      else if (target !== null) found.target = told(target, "ballooning-target");
      else unknown(file, found, strict);
    }
  }
  return found;
}

function takeConf(file: HostFile, id: string, { confs, leftOut }: Found): void {
  if (/[/\\]lxc[/\\][^/\\]*$/.test(file.name)) {
    leftOut.push(`${baseName(file.name)}: a container, not a VM.`);
    return;
  }
  const conf = readConf(file, id);
  const other = confs.find((one) => one.id === id);
  if (other !== undefined) throw wrongFile(file, null, `VM ${id} is also in ${other.file}: give one of them`);
  if ("container" in conf) leftOut.push(`${baseName(file.name)}: a container, not a VM.`);
  else confs.push(conf);
}

function takeAnswer(file: HostFile, found: Found, strict: boolean): void {
  const answer = readAnswer(file);
  if (answer.kind === "vm-steps") found.steps.push(answer);
  else if (answer.kind === "statuses") for (const status of answer.statuses) found.statuses.set(status.id, status);
  else if (answer.kind === "node") {
    const { memory, swap, used, arc } = answer.facts;
    found.node = {
      memory: memory ?? found.node.memory,
      swap: swap ?? found.node.swap,
      used: [...found.node.used, ...used],
      arc: arc ?? found.node.arc,
    };
  } else unknown(file, found, strict);
}

function unknown(file: HostFile, { leftOut }: Found, strict: boolean): void {
  const what = "it is neither a VM's settings, the node's configuration, rrddata nor a status";
  if (strict) throw wrongFile(file, null, what);
  leftOut.push(`${baseName(file.name)}: ${what}.`);
}

function vmOf(conf: VmConf, status: VmStatus | null, files: readonly StepFile[]): ImportedVm {
  const steps = oneSeries(files);
  const { actual = null, maxmem = null, total = null } = status ?? {};
  const fullTotals = actual !== null && actual === maxmem && total !== null ? [total] : [];
  const resident = [status, ...steps].flatMap((one) => one?.memhost ?? []);
  return {
    ...plainVm(conf.name, `${conf.id}.conf`, told(conf.memoryBytes, "memory")),
    vcpus: told(conf.vcpus, "cores and sockets"),
    ...balloonOf(conf, status),
    deflateOnOom: derived(false, "Proxmox never sets it"),
    reporting: reportingOf(conf),
    kernelBytes: kernelOf(actual ?? 0, fullTotals, "ballooninfo: actual - total_mem at full size"),
    swaps: (status?.swapped ?? 0) > 0,
    touchesAll: conf.isWindows && steps.length === 0,
    residentBytes: residentOf("memhost", resident),
    samples: samplesOf(steps),
    demandFrom: "rrddata: mem, in which page cache counts as used",
    notes: notesOf(conf, isHostSide(steps)),
  };
}

/** Its balloon and what Proxmox does with it: a VM that it leaves alone has all of its memory as its minimum. */
function balloonOf(conf: VmConf, status: VmStatus | null): Partial<ImportedVm> {
  const { balloonBytes, memoryBytes, shares } = conf;
  if (balloonBytes === 0) return { balloon: told(false, "balloon: 0"), deflateOnOom: null };
  const alone =
    balloonBytes === null
      ? "no balloon: no automatic ballooning"
      : shares === 0
        ? "shares: 0: Proxmox leaves it alone"
        : conf.isMigrating
          ? "lock: migrate: Proxmox leaves it alone"
          : null;
  const now = status?.actual ?? null;
  return {
    balloon: derived(true, "Proxmox adds a balloon unless balloon is 0"),
    minimumBytes:
      alone === null && balloonBytes !== null
        ? told(Math.min(balloonBytes, memoryBytes), "balloon")
        : told(memoryBytes, alone ?? ""),
    startBytes:
      now !== null
        ? told(now, "memory less the balloon's size in status/current")
        : balloonBytes === null
          ? null
          : derived(Math.min(balloonBytes, memoryBytes), "Proxmox begins at the minimum"),
    shares:
      balloonBytes === null || shares === 0
        ? null
        : shares === null
          ? derived(1000, "Proxmox's default")
          : told(shares, "shares"),
  };
}

function reportingOf({ machine, balloonBytes }: VmConf): Told<boolean> | null {
  if (balloonBytes === 0) return null;
  if (machine === null)
    return derived(true, "free-page-reporting, on from machine 6.2; none is written, so the newest");
  const isOn = machine.major > 6 || (machine.major === 6 && machine.minor >= 2);
  return derived(isOn, `free-page-reporting, on from machine 6.2; it is ${machine.major}.${machine.minor}`);
}

function notesOf(conf: VmConf, hostSide: boolean): string[] {
  const notes: string[] = [];
  if (conf.hasPending) notes.push("It has settings that are pending: they are left out until it restarts.");
  if (conf.hasHugepages) notes.push("hugepages: not modelled.");
  if (hostSide) notes.push("Its driver tells nothing: mem is what the host sees, and not what the guest uses.");
  return notes;
}
