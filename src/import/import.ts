import { type CsvColumns, csvHost } from "./csv/csv.ts";
import { type HostFile, ImportError } from "./error.ts";
import { libvirtHost } from "./libvirt/libvirt.ts";
import { cloudHypervisorHost, firecrackerHost } from "./micro-vm/micro-vm.ts";
import type { ImportedHost } from "./model/host.ts";
import { prometheusHosts } from "./prometheus/prometheus.ts";
import { proxmoxHost } from "./proxmox/proxmox.ts";
import { scenarioText } from "./write/scenario.ts";

/** Sources of which each host is a group of files. */
const SOURCES = {
  libvirt: libvirtHost,
  proxmox: proxmoxHost,
  firecracker: firecrackerHost,
  "cloud-hypervisor": cloudHypervisorHost,
} as const;

/** A source of which each host is a group of files. */
export type ImportSource = keyof typeof SOURCES;

/** Files of one host. */
export interface FilesOfHost {
  /** The host's name. */
  readonly name: string;
  readonly files: readonly HostFile[];
  /** Whether each file was named, so that one of another kind is an error. */
  readonly named: boolean;
}

/** A host as a scenario. */
export interface ImportedScenario {
  readonly host: ImportedHost;
  /** The scenario in YAML, with comments. */
  readonly text: string;
}

/** Hosts of a source as scenarios, one for each group of files. Throws an ImportError of one sentence. */
export function importFiles(source: ImportSource, groups: readonly FilesOfHost[]): ImportedScenario[] {
  if (groups.length === 0) throw new ImportError("no file was found: give files or folders");
  return written(groups.map(({ name, files, named }) => SOURCES[source](name, files, named)));
}

/** Hosts that answers of Prometheus name as scenarios. Throws an ImportError of one sentence. */
export function importPrometheus(files: readonly HostFile[]): ImportedScenario[] {
  return written(prometheusHosts(files));
}

/** A table of VMs over time as a scenario. Throws an ImportError of one sentence. */
export function importCsv(file: HostFile, columns: CsvColumns): ImportedScenario[] {
  return written([csvHost(file, columns)]);
}

function written(hosts: readonly ImportedHost[]): ImportedScenario[] {
  return hosts.map((host) => ({ host, text: scenarioText(host) }));
}
