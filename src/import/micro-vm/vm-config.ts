import { baseName, type HostFile, wrongFile } from "../error.ts";
import { type Group, isGroup, numberOf } from "../json.ts";
import { type ImportedVm, plainVm } from "../model/host.ts";
import { derived, type Told, told } from "../model/told.ts";

const MIB = 2 ** 20;

/** A VM's name by its file's: `web.json`, `web-statistics.txt`. */
export function vmNameOf({ name }: HostFile): string {
  return baseName(name)
    .replace(/\.\w+$/, "")
    .replace(/[-._](?:statistics|stats|config|info)$/, "");
}

/** A VM by Firecracker's configuration file; `null`: it is none. Throws an ImportError of one sentence. */
export function firecrackerVm(file: HostFile, whole: unknown): ImportedVm | null {
  const machine = isGroup(whole) ? whole["machine-config"] : null;
  if (!isGroup(whole) || !isGroup(machine)) return null;
  const memory = (numberOf(file, machine, "mem_size_mib") ?? 0) * MIB;
  if (memory === 0) throw wrongFile(file, null, "machine-config has no mem_size_mib: write how much memory it has");
  const balloon = isGroup(whole.balloon) ? whole.balloon : null;
  const plain = vmOf(file, told(memory, "mem_size_mib"), numberOf(file, machine, "vcpu_count"), "vcpu_count");
  if (balloon === null) return plain;
  const taken = (numberOf(file, balloon, "amount_mib") ?? 0) * MIB;
  const period = numberOf(file, balloon, "stats_polling_interval_s") ?? 0;
  return {
    ...plain,
    ...withBalloon(file, memory, taken, "amount_mib is taken", balloon),
    statisticsSeconds: told(period, "stats_polling_interval_s"),
  };
}

/** A VM by Cloud Hypervisor's `vm.info`, or by the configuration in it; `null`: it is none. Throws an ImportError of one sentence. */
export function cloudHypervisorVm(file: HostFile, whole: unknown): ImportedVm | null {
  const config = isGroup(whole) && isGroup(whole.config) ? whole.config : whole;
  if (!isGroup(config) || !isGroup(config.memory)) return null;
  const memory = numberOf(file, config.memory, "size") ?? 0;
  if (memory === 0) throw wrongFile(file, null, "memory has no size: write how much memory it has");
  const cpus = isGroup(config.cpus) ? numberOf(file, config.cpus, "boot_vcpus") : null;
  const plain = vmOf(file, told(memory, "memory.size"), cpus, "boot_vcpus");
  if (!isGroup(config.balloon)) return plain;
  const size = numberOf(file, config.balloon, "size") ?? 0;
  return { ...plain, ...withBalloon(file, memory, size, "balloon.size is taken", config.balloon) };
}

function vmOf(file: HostFile, memory: Told<number>, cpus: number | null, key: string): ImportedVm {
  return {
    ...plainVm(vmNameOf(file), baseName(file.name), memory),
    vcpus: cpus === null || cpus < 1 ? null : told(cpus, key),
    balloon: derived(false, "its configuration has no balloon"),
  };
}

function withBalloon(file: HostFile, memory: number, taken: number, from: string, balloon: Group): Partial<ImportedVm> {
  if (taken >= memory)
    throw wrongFile(file, null, `its balloon takes all of its memory: ${from.split(" ")[0]} must be less`);
  const flag = (key: string) =>
    balloon[key] === true
      ? told(true, key)
      : balloon[key] === false
        ? told(false, key)
        : derived(false, `${key} is off unless it is written`);
  return {
    balloon: told(true, "balloon"),
    startBytes: told(memory - taken, from),
    deflateOnOom: flag("deflate_on_oom"),
    reporting: flag("free_page_reporting"),
  };
}
