import { type HostFile, ImportError } from "../error.ts";
import { largest } from "../largest.ts";
import { kernelOf, residentOf } from "../model/deduced.ts";
import { type ImportedHost, type ImportedVm, plainVm } from "../model/host.ts";
import { demandInWords, demandsOf, off, type Sample, silent } from "../model/sample.ts";
import { assumed, derived, type Told, told } from "../model/told.ts";
import { EXPORTERS, type Exporter, type Meaning } from "./exporters.ts";
import { readMatrix } from "./matrix.ts";

const MIB = 2 ** 20;

/** Series of one VM, or of a host itself, by what they mean. */
type Columns = Map<Meaning, Map<number, number>>;

/** What one exporter says of a host. */
interface Board {
  readonly exporter: Exporter;
  readonly host: string;
  readonly vms: Map<string, Columns>;
  readonly self: Columns;
}

/** Reads hosts from answers of Prometheus; one for each that the labels name. Throws an ImportError of one sentence. */
export function prometheusHosts(files: readonly HostFile[]): ImportedHost[] {
  const { boards, names, unknown } = sorted(files);
  const guests = [...boards.values()].find(({ exporter }) => exporter.name === "node");
  const hosts = [...boards.values()].filter(({ exporter, vms }) => exporter.name !== "node" && vms.size > 0);
  // node_exporter on the host itself: its instance is that of the host.
  for (const { host, self } of hosts) {
    const mine = guests?.vms.get(host);
    for (const [meaning, values] of mine ?? [])
      if (meaning === "total" || meaning === "swapTotal") self.set(meaning === "total" ? "maximum" : meaning, values);
    if (mine !== undefined) guests?.vms.delete(host);
  }
  const all = [...hosts, ...(guests !== undefined && guests.vms.size > 0 ? [guests] : [])];
  if (all.length === 0) {
    const first = unknown[0] === undefined ? "there is no series" : `${unknown[0]} is not known`;
    throw new ImportError(
      `no VM was found: ${first}; query the metrics of ${EXPORTERS.map(({ about }) => about).join(", ")}`,
    );
  }
  const leftOut = unknown.slice(0, 3).map((metric) => `${metric}: it is not used.`);
  if (unknown.length > 3) leftOut.push(`${unknown.length - 3} more metrics that are not used.`);
  return all.map((board) => hostOf(board, files.length, leftOut, names));
}

function sorted(files: readonly HostFile[]) {
  const boards = new Map<string, Board>();
  const names = new Map<string, string>();
  const unknown = new Set<string>();
  const nodes = new Map<string, string>();
  const all = files.flatMap(readMatrix);
  for (const { metric, labels } of all) {
    const [id, name, node] = ["id", "name", "node"].map((label) => labels.get(label));
    if (metric !== "pve_guest_info" || id === undefined) continue;
    if (name !== undefined) names.set(id.replace("qemu/", ""), name);
    if (node !== undefined) nodes.set(id.replace("qemu/", ""), node);
  }
  const onlyNode = all.flatMap(({ labels }) => /^node\/(.+)$/.exec(labels.get("id") ?? "")?.[1] ?? []);
  for (const { metric, labels, values } of all) {
    if (metric === "pve_guest_info") continue;
    const exporter = EXPORTERS.find(({ metrics }) => metrics.has(metric));
    const meaning = exporter?.metrics.get(metric);
    if (exporter === undefined || meaning === undefined) {
      unknown.add(metric === "" ? "a series without a name" : metric);
      continue;
    }
    const subject = exporter.subject(labels);
    if (subject === null) continue;
    const host = subject.host !== "" ? subject.host : (nodes.get(subject.vm ?? "") ?? onlyNode[0] ?? "host");
    const key = `${exporter.name}\0${host}`;
    const board = boards.get(key) ?? { exporter, host, vms: new Map(), self: new Map() };
    boards.set(key, board);
    const columns: Columns = subject.vm === null ? board.self : (board.vms.get(subject.vm) ?? new Map());
    if (subject.vm !== null) board.vms.set(subject.vm, columns);
    merge(columns, meaning, values, metric);
  }
  return { boards, names, unknown: [...unknown] };
}

/** Adds a series; page cache of node_exporter is the sum of two. */
function merge(columns: Columns, meaning: Meaning, values: ReadonlyMap<number, number>, metric: string): void {
  const known = columns.get(meaning);
  const adds = known !== undefined && metric.startsWith("node_memory_") && meaning === "caches";
  const merged = new Map(known);
  for (const [time, value] of values) merged.set(time, adds ? (known.get(time) ?? 0) + value : value);
  columns.set(meaning, merged);
}

function hostOf(
  { exporter, host, vms, self }: Board,
  files: number,
  leftOut: readonly string[],
  names: ReadonlyMap<string, string>,
): ImportedHost {
  const times = [
    ...new Set([...vms.values()].flatMap((columns) => [...columns.values()].flatMap((values) => [...values.keys()]))),
  ].sort((a, b) => a - b);
  const isProxmox = exporter.name === "pve";
  const memory = latest(self, "maximum");
  const swap = latest(self, "swapTotal");
  const found = [...vms].map(([id, columns]) =>
    vmOf(names.get(id) ?? (isProxmox ? `vm-${id}` : id), columns, times, vms.size > 1, exporter),
  );
  const usable = found.filter((vm): vm is ImportedVm => vm !== null);
  if (usable.length === 0)
    throw new ImportError(`${host}: no series says how much memory a VM has: query ${[...exporter.metrics.keys()][0]}`);
  return {
    name: host,
    source: `Prometheus (${exporter.about}, ${files} ${files === 1 ? "answer" : "answers"})`,
    manager: isProxmox
      ? derived({ kind: "proxmox" }, "the metrics are Proxmox's")
      : assumed({ kind: "none" }, "no metric says what sets the balloons"),
    memoryBytes:
      memory === null
        ? null
        : told(memory, isProxmox ? "pve_memory_size_bytes of the node" : "node_exporter's MemTotal of the host"),
    swapBytes: swap === null ? null : told(swap, "node_exporter's SwapTotal of the host"),
    vms: usable,
    leftOut: [
      ...leftOut,
      ...(usable.length < found.length
        ? [`${found.length - usable.length} VMs of which nothing says how much memory they have.`]
        : []),
    ],
    ask: [
      ...(memory === null ? ["The host's memory and swap: free --bytes"] : []),
      ...(isProxmox
        ? ["Minimum, shares and balloon of each VM: import proxmox with /etc/pve/qemu-server"]
        : ["Balloon and minimum of each VM: no metric says them."]),
      "How much of the VMs' memory is hot: no exporter says it.",
    ],
    recorder: [
      "T=$(date +%s)",
      "curl -sG http://127.0.0.1:9090/api/v1/query_range -d start=$((T-86400)) -d end=$T -d step=60 \\",
      `  --data-urlencode 'query={__name__=~"${exporter.query}"}' > ${exporter.name}.json`,
    ],
  };
}

function vmOf(
  name: string,
  columns: Columns,
  times: readonly number[],
  hasNeighbours: boolean,
  exporter: Exporter,
): ImportedVm | null {
  const memory = memoryOf(columns);
  if (memory === null) return null;
  const at = (meaning: Meaning, time: number) => columns.get(meaning)?.get(time) ?? null;
  const statistics = times.map((time) => ({
    total: at("total", time),
    free: at("free", time),
    usable: at("usable", time),
    caches: at("caches", time),
  }));
  const demands = demandsOf(statistics);
  const isThere = (time: number) => [...columns.values()].some((values) => values.has(time));
  const isGuest = exporter.name === "node";
  const samples = times.flatMap((time, i): Sample[] => {
    if (!isThere(time)) return hasNeighbours && !isGuest ? [off(time)] : [];
    const used = at("used", time);
    return [
      {
        ...silent(time),
        sizeBytes: at("current", time),
        ...demands[i],
        ...(used === null ? {} : { anonymousBytes: used }),
        majorFaults: at("majorFaults", time),
      },
    ];
  });
  const full = times.filter((time) => at("current", time) === memory.value);
  const fullTotals = full.flatMap((time) => at("total", time) ?? []);
  const swapped = [...(columns.get("swapIn")?.values() ?? [])].some((value) => value > 0);
  return {
    ...plainVm(name, exporter.about, memory),
    kernelBytes: kernelOf(memory.value, fullTotals, "memory less MemTotal at full size"),
    residentBytes: residentOf("resident set", columns.get("resident")?.values() ?? []),
    swaps: swapped,
    samples,
    demandFrom: columns.has("used")
      ? "pve_memory_usage_bytes, in which page cache counts as used"
      : demandInWords(statistics),
    notes: [],
  };
}

function memoryOf(columns: Columns): Told<number> | null {
  const maximum = largest(columns.get("maximum")?.values() ?? []);
  if (maximum > 0) return told(maximum, "the largest of its maximum memory");
  const most = largest(
    ["current" as const, "total" as const].flatMap((name) => [...(columns.get(name)?.values() ?? [])]),
  );
  if (most === 0) return null;
  return derived(Math.ceil(most / MIB) * MIB, "the largest that it had; nothing says its maximum");
}

function latest(columns: Columns, meaning: Meaning): number | null {
  return [...(columns.get(meaning)?.values() ?? [])].at(-1) ?? null;
}
