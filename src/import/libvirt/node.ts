import { type HostFile, wrongFile } from "../error.ts";

/** Memory of the host in bytes by `virsh nodeinfo` (`Memory size: 16279508 KiB`) or `virsh nodememstats` (`total  : 16279508 KiB`); `null`: the file is neither. */
export function nodeMemory(file: HostFile): number | null {
  if (!/^(?:CPU model:|Memory size:|total *:)/m.test(file.text)) return null;
  const kib = /^(?:Memory size:|total *:) *(\d{1,15}) KiB *$/m.exec(file.text)?.[1];
  if (kib === undefined)
    throw wrongFile(
      file,
      null,
      "virsh nodeinfo or nodememstats without a line for the memory in KiB: a part of it is missing",
    );
  return Number(kib) * 1024;
}
