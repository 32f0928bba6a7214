import { Command } from "commander";
import type { ImportSource } from "../../import/import.ts";
import { readable } from "../scenario-input.ts";
import { type ImportOutput, withOutput, writeScenarios } from "./output.ts";

const LIBVIRT = `
Files: virsh dumpxml NAME of each VM; a series of date +%s and virsh domstats --balloon --raw; virsh nodememstats.
Each folder is a host; so are the folders in a folder that holds nothing else.`;

const PROXMOX = `
Files: qemu-server/VMID.conf; nodes/NODE/config; answers of pvesh get --output-format json, or of the API:
rrddata of a VM (rrddata-VMID.json) and of the node, any timeframe, and status/current of a VM.
Each folder is a host; in a copy of /etc/pve each node is one.`;

const FIRECRACKER = `
Files: the configuration of each VM (NAME.json); a series of date +%s and GET /balloon/statistics
(NAME-statistics.txt). Each folder is a host.`;

const CLOUD_HYPERVISOR = `
Files: ch-remote info of each VM (NAME.json), or its configuration. Each folder is a host.`;

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

/** `ballonet import firecracker`. */
export function importFirecrackerCommand(): Command {
  const command = new Command("firecracker").description("Firecracker's configuration files and balloon statistics");
  return described(command, "firecracker", FIRECRACKER);
}

/** `ballonet import cloud-hypervisor`. */
export function importCloudHypervisorCommand(): Command {
  const command = new Command("cloud-hypervisor").description("what ch-remote info prints of Cloud Hypervisor's VMs");
  return described(command, "cloud-hypervisor", CLOUD_HYPERVISOR);
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
  const scenarios = await readable(paths[0] ?? "", async () => importFiles(source, await filesOfHosts(source, paths)));
  await writeScenarios(scenarios, options);
}
