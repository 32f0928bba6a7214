import { Command } from "commander";
import type { ImportSource } from "../../import/import.ts";
import { type ImportOutput, withOutput, writeScenarios } from "./output.ts";
import { imported } from "./reading.ts";

const LIBVIRT = `
Files: virsh dumpxml NAME of each VM; a series of date +%s and virsh domstats --balloon --raw; virsh nodememstats.
Each folder is a host; so are the folders in a folder that holds nothing else.`;

const PROXMOX = `
Files: qemu-server/VMID.conf; nodes/NODE/config; answers of pvesh get --output-format json, or of the API:
rrddata of a VM (rrddata-VMID.json) and of the node, any timeframe, and status/current of a VM.
Each folder is a host; in a copy of /etc/pve each node is one.`;

/** `ballonet import libvirt`. */
export function importLibvirtCommand(): Command {
  const command = new Command("libvirt").description("what virsh prints: dumpxml, domstats --balloon, nodememstats");
  return described(command, "libvirt", LIBVIRT);
}

/** `ballonet import proxmox`. */
export function importProxmoxCommand(): Command {
  const command = new Command("proxmox").description("the files of Proxmox VE, and what pvesh or the API answer");
  return described(command, "proxmox", PROXMOX);
}

function described(command: Command, source: ImportSource, after: string): Command {
  return withOutput(command.argument("<path...>", "folders or files"))
    .addHelpText("after", after)
    .action((paths: readonly string[], options: ImportOutput) => importHosts(source, paths, options));
}

async function importHosts(source: ImportSource, paths: readonly string[], options: ImportOutput): Promise<void> {
  const [{ filesOfHosts }, { importFiles }] = await Promise.all([
    import("../../import/files.node.ts"),
    import("../../import/import.ts"),
  ]);
  const scenarios = await imported(paths[0] ?? "", async () => importFiles(source, await filesOfHosts(source, paths)));
  await writeScenarios(scenarios, options);
}
