import { type HostFile, wrongFile } from "../error.ts";

/** A file of `qemu-server/`: the settings of a VM. */
export interface VmConf {
  readonly file: string;
  readonly id: string;
  readonly name: string;
  readonly memoryBytes: number;
  /** Minimum in bytes; `null`: a balloon, but no automatic ballooning; 0: no balloon. */
  readonly balloonBytes: number | null;
  readonly shares: number | null;
  readonly vcpus: number;
  readonly isWindows: boolean;
  readonly isTemplate: boolean;
  readonly isMigrating: boolean;
  readonly hasHugepages: boolean;
  /** Version of the machine; `null`: none is written, so it is the newest. */
  readonly machine: { readonly major: number; readonly minor: number } | null;
  readonly hasPending: boolean;
}

const MIB = 2 ** 20;

/** Most MiB that are read as memory: 1 PiB. */
const MOST_MIB = 2 ** 30;

/** The number of a VM by its file's name, `101.conf`; `null` for other files. */
export function vmIdOf({ name }: HostFile): string | null {
  return /(?:^|[/\\])(\d{1,9})\.conf$/.exec(name)?.[1] ?? null;
}

/** Reads what stands before the first section, which is what the VM is now. Throws an ImportError of one sentence. */
export function readConf(file: HostFile, id: string): VmConf | { readonly container: true } {
  const keys = new Map<string, string>();
  let hasPending = false;
  let isNow = true;
  for (const [at, raw] of file.text.split("\n").entries()) {
    const line = raw.trim();
    if (line.startsWith("[")) {
      if (!/^\[[^\]]+\]$/.test(line))
        throw wrongFile(
          file,
          `line ${at + 1}`,
          `"${line.slice(0, 40)}" is not a section: a part of the line is missing`,
        );
      isNow = false;
      hasPending ||= line === "[PENDING]";
    }
    if (!isNow || line === "" || line.startsWith("#")) continue;
    const [, key, value] = /^([a-z][\w-]*):\s*(.*)$/i.exec(line) ?? [];
    if (key === undefined || value === undefined)
      throw wrongFile(file, `line ${at + 1}`, `"${line.slice(0, 40)}" is not a setting: write KEY: VALUE`);
    keys.set(key, value);
  }
  // The last line of the settings, if it may have been cut: Proxmox ends each line.
  if (isNow && keys.size > 0 && !file.text.endsWith("\n"))
    throw wrongFile(file, null, "the file ends in the middle of a line: a part of it is missing");
  if (keys.has("rootfs")) return { container: true };
  const megabytes = (key: string): number | null => {
    const written = keys.get(key);
    if (written === undefined) return null;
    const number = /^(?:current=)?(\d{1,12})(?:,.*)?$/.exec(written)?.[1];
    if (number === undefined || Number(number) > MOST_MIB)
      throw wrongFile(file, null, `${key} is "${written.slice(0, 40)}": it must be a number of MiB`);
    return Number(number) * MIB;
  };
  const whole = (key: string): number | null => {
    const written = keys.get(key);
    if (written === undefined) return null;
    if (!/^\d{1,6}$/.test(written))
      throw wrongFile(file, null, `${key} is "${written.slice(0, 40)}": it must be a whole number`);
    return Number(written);
  };
  if (keys.size === 0) throw wrongFile(file, null, "it has no settings: this is not a VM of Proxmox");
  const memoryBytes = megabytes("memory") ?? 512 * MIB;
  if (memoryBytes < 16 * MIB)
    throw wrongFile(file, null, `memory is ${memoryBytes / MIB}: Proxmox takes at least 16 MiB`);
  const version = /(\d+)\.(\d+)/.exec(keys.get("machine") ?? "");
  return {
    file: file.name,
    id,
    name: keys.get("name") ?? `vm-${id}`,
    memoryBytes,
    balloonBytes: megabytes("balloon"),
    shares: whole("shares"),
    vcpus: whole("vcpus") ?? (whole("cores") ?? 1) * (whole("sockets") ?? 1),
    isWindows: /^(?:win|w2k|wxp|wvista)/.test(keys.get("ostype") ?? ""),
    isTemplate: keys.get("template") === "1",
    isMigrating: keys.get("lock") === "migrate",
    hasHugepages: keys.has("hugepages"),
    machine: version === null ? null : { major: Number(version[1]), minor: Number(version[2]) },
    hasPending,
  };
}

/** The share of a node's memory that Proxmox keeps in use, from the node's configuration; `null`: the file is none. */
export function ballooningTarget(file: HostFile): number | "default" | null {
  const isConfig = /(?:^|[/\\])config$/.test(file.name);
  const written = /^ballooning-target:\s*(.*?)\s*$/m.exec(file.text)?.[1];
  if (written === undefined) return isConfig ? "default" : null;
  if (!/^\d{1,3}$/.test(written) || Number(written) > 100)
    throw wrongFile(
      file,
      null,
      `ballooning-target is "${written.slice(0, 40)}": it must be a whole number from 0 to 100`,
    );
  return Number(written) / 100;
}
