import { baseName } from "../error.ts";

/** What a metric says of a VM or of the host. */
export type Meaning =
  | "maximum"
  | "current"
  | "total"
  | "free"
  | "usable"
  | "caches"
  | "resident"
  | "used"
  | "majorFaults"
  | "swapIn"
  | "swapTotal";

/** What a series is about. */
export interface Subject {
  readonly host: string;
  /** `null`: the host itself. */
  readonly vm: string | null;
}

/** An exporter: which metrics it has, and what their labels mean. */
export interface Exporter {
  readonly name: string;
  readonly about: string;
  /** Regular expression of their names, for a query by hand. */
  readonly query: string;
  readonly metrics: ReadonlyMap<string, Meaning>;
  /** What a series is about; `null`: neither a VM nor a host. */
  subject(labels: ReadonlyMap<string, string>): Subject | null;
}

/** The exporters, with metrics as their sources name them. */
export const EXPORTERS: readonly Exporter[] = [
  {
    name: "libvirt",
    about: "libvirt-exporter",
    query: "libvirt_domain_(info_maximum|memory_stats)_.*",
    metrics: new Map<string, Meaning>([
      ["libvirt_domain_info_maximum_memory_bytes", "maximum"],
      ["libvirt_domain_memory_stats_actual_balloon_bytes", "current"],
      ["libvirt_domain_memory_stats_available_bytes", "total"],
      ["libvirt_domain_memory_stats_unused_bytes", "free"],
      ["libvirt_domain_memory_stats_usable_bytes", "usable"],
      ["libvirt_domain_memory_stats_disk_cache_bytes", "caches"],
      ["libvirt_domain_memory_stats_rss_bytes", "resident"],
      ["libvirt_domain_memory_stats_major_fault_total", "majorFaults"],
    ]),
    subject: (labels) => named(labels.get("domain"), hostName(labels.get("instance"))),
  },
  {
    name: "kubevirt",
    about: "KubeVirt",
    query: "kubevirt_vmi_memory_.*",
    metrics: new Map<string, Meaning>([
      ["kubevirt_vmi_memory_domain_bytes", "maximum"],
      ["kubevirt_vmi_memory_actual_balloon_bytes", "current"],
      ["kubevirt_vmi_memory_available_bytes", "total"],
      ["kubevirt_vmi_memory_unused_bytes", "free"],
      ["kubevirt_vmi_memory_usable_bytes", "usable"],
      ["kubevirt_vmi_memory_cached_bytes", "caches"],
      ["kubevirt_vmi_memory_resident_bytes", "resident"],
      ["kubevirt_vmi_memory_pgmajfault_total", "majorFaults"],
      ["kubevirt_vmi_memory_swap_in_traffic_bytes", "swapIn"],
    ]),
    subject: (labels) => {
      const name = labels.get("name");
      const space = labels.get("namespace");
      return named(name === undefined || space === undefined ? name : `${space}-${name}`, labels.get("node") ?? "host");
    },
  },
  {
    name: "pve",
    about: "prometheus-pve-exporter",
    query: "pve_(memory_.*|guest_info)",
    metrics: new Map<string, Meaning>([
      ["pve_memory_size_bytes", "maximum"],
      ["pve_memory_usage_bytes", "used"],
    ]),
    subject: (labels) => {
      const [kind, id] = (labels.get("id") ?? "").split("/");
      if (id === undefined) return null;
      if (kind === "node") return { host: id, vm: null };
      return kind === "qemu" ? { host: labels.get("node") ?? "", vm: id } : null;
    },
  },
  {
    name: "node",
    about: "node_exporter in the guests",
    query: "node_(memory_.*|vmstat_(pgmajfault|pswpin))",
    metrics: new Map<string, Meaning>([
      ["node_memory_MemTotal_bytes", "total"],
      ["node_memory_MemFree_bytes", "free"],
      ["node_memory_MemAvailable_bytes", "usable"],
      ["node_memory_Cached_bytes", "caches"],
      ["node_memory_Buffers_bytes", "caches"],
      ["node_memory_SwapTotal_bytes", "swapTotal"],
      ["node_vmstat_pgmajfault", "majorFaults"],
      ["node_vmstat_pswpin", "swapIn"],
    ]),
    subject: (labels) => named(hostName(labels.get("instance")), "host"),
  },
];

function named(vm: string | undefined, host: string): Subject | null {
  return vm === undefined || vm === "" ? null : { host, vm };
}

/** An instance without its port. */
function hostName(instance: string | undefined): string {
  return baseName(instance ?? "host").replace(/:\d+$/, "");
}
