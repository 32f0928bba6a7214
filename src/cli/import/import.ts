import { Command } from "commander";
import { importCsvCommand } from "./csv.ts";
import {
  importCloudHypervisorCommand,
  importFirecrackerCommand,
  importLibvirtCommand,
  importProxmoxCommand,
} from "./files.ts";
import { importPrometheusCommand } from "./prometheus.ts";

const AFTER = `
Examples:
  ballonet import libvirt vms/ -o host.yaml           what virsh dumpxml and virsh domstats print
  ballonet import proxmox /etc/pve -o hosts/          one scenario for each node, and a table
  ballonet import prometheus memory.json | ballonet run -
  ballonet import csv vms.csv --used rss --unit MiB   a table of VMs over time`;

/** `ballonet import`: scenarios of real hosts. */
export function importCommand(): Command {
  const command = new Command("import").description(
    "make a scenario from what a real host tells, with comments on where each number came from",
  );
  for (const one of [
    importLibvirtCommand(),
    importProxmoxCommand(),
    importPrometheusCommand(),
    importFirecrackerCommand(),
    importCloudHypervisorCommand(),
    importCsvCommand(),
  ])
    command.addCommand(one);
  return command.addHelpText("after", AFTER);
}
