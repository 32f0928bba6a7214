import type { Result, VmResult } from "../../simulation/result.ts";
import { formatBytes, formatCount, formatDuration, formatShare } from "../../words/units.ts";
import { escapeControls } from "../../words/width.ts";
import type { Tone } from "../words/colour.ts";

/** A named fact of the report. */
export interface Fact {
  readonly label: string;
  readonly text: string;
  readonly tone?: Tone;
}

/** What the host's memory, swap and disks went through. */
export function hostFacts(result: Result): Fact[] {
  const { host, simulatedNs, scenario } = result;
  const size = (pages: number) => formatBytes(pages * scenario.pageBytes, 3);
  const trouble = host.belowLowNs > 0;
  const belowLow = trouble
    ? `below the low watermark for ${formatDuration(host.belowLowNs)} (${formatShare(ratio(host.belowLowNs, simulatedNs))})`
    : "never below the low watermark";
  const memory = `${size(host.freePages)} of ${size(host.frames)} free now, lowest ${size(host.leastFreePages)}; ${belowLow}`;
  return [
    { label: "free", text: memory, tone: trouble ? "warning" : "plain" },
    ...states(result),
    { label: "host swap", ...swap(result, size) },
    { label: "faults", text: `${formatCount(host.majorFaults)} major, ${formatCount(host.zeroFills)} zero-fill` },
    ...sharing(result, size),
    ...compression(result, size),
    ...zram(result, size),
    ...waste(result, size),
    ...reported(result, size),
    ...result.devices.map((device) => ({
      label: `disk ${escapeControls(device.name)}`,
      text:
        `${formatShare(device.utilisation)} busy, ${formatCount(device.reads)} reads (${formatBytes(device.readBytes)}), ` +
        `${formatCount(device.writes)} writes (${formatBytes(device.writtenBytes)})`,
    })),
  ];
}

/** The time in each of the memory manager's states; nothing when it knows none. */
function states({ host, simulatedNs }: Result): Fact[] {
  const some = host.states.filter(({ ns }) => ns > 0);
  if (some.length === 0) return [];
  const text = some.map(({ name, ns }) => `${name} ${formatDuration(ns)} (${formatShare(ratio(ns, simulatedNs))})`);
  return [{ label: "state", text: text.join(", "), tone: host.states[0]?.ns === simulatedNs ? "plain" : "warning" }];
}

function swap({ host }: Result, size: (pages: number) => string): { text: string; tone: Tone } {
  if (host.swapPages === 0) return { text: "none", tone: "plain" };
  const used = `${size(host.swapUsedPages)} of ${size(host.swapPages)} used now, peak ${size(host.mostSwapUsedPages)}`;
  const traffic = `in ${size(host.swapInPages)}, out ${size(host.swapOutPages)}`;
  return { text: `${used}; ${traffic}`, tone: host.swapInPages > 0 ? "warning" : "plain" };
}

/** What page sharing brought, and what it took; nothing where it is off. */
function sharing({ host, scenario }: Result, size: (pages: number) => string): Fact[] {
  if (scenario.host.sharing === null) return [];
  const saved = `${size(host.sharingPages)} saved now, peak ${size(host.mostSharingPages)}`;
  const work = `${formatCount(host.sharingFullScans)} rounds, ${size(host.sharingMerges)} merged, ${size(host.sharingBreaks)} copied apart again`;
  return [{ label: "sharing", text: `${saved}; ${work}` }];
}

/** What lies compressed, and what went in and out; nothing where nothing is compressed. */
function compression({ host, scenario }: Result, size: (pages: number) => string): Fact[] {
  if (scenario.host.compression === null) return [];
  const held = `${size(host.pooledPages)} compressed into ${size(host.poolPages)} now, peak ${size(host.mostPoolPages)}`;
  const work = `in ${size(host.compressedPages)}, out ${size(host.decompressedPages)}, written back ${size(host.writtenBackPages)}, not taken ${size(host.uncompressedPages)}`;
  return [{ label: "pool", text: `${held}; ${work}` }];
}

/** What guests keep compressed in memory of their own; nothing when none does. */
function zram({ vms, scenario }: Result, size: (pages: number) => string): Fact[] {
  const some = vms.filter((_, index) => "kind" in (scenario.vms[index]?.swap ?? {}));
  if (some.length === 0) return [];
  const total = (pages: (vm: VmResult) => number) => size(some.reduce((sum, vm) => sum + pages(vm), 0));
  const held = `${total((vm) => vm.swapUsedPages)} compressed into ${total((vm) => vm.zramPages)} of guest memory now`;
  const traffic = `in ${total((vm) => vm.swapOutPages)}, out ${total((vm) => vm.swapInPages)}`;
  return [{ label: "zram", text: `${held}; ${traffic}` }];
}

/** Work that guest and host did because neither knows of the other; nothing when there was none. */
function waste({ host, vms }: Result, size: (pages: number) => string): Fact[] {
  const doublePaging = vms.reduce((sum, vm) => sum + vm.doublePaging, 0);
  const amounts: [number, string][] = [
    [host.falseReads, "of false reads"],
    [host.silentSwapWrites, "of silent swap writes"],
    [doublePaging, "paged twice"],
  ];
  const some = amounts.filter(([pages]) => pages > 0).map(([pages, what]) => `${size(pages)} ${what}`);
  return some.length === 0 ? [] : [{ label: "wasted", text: some.join(", ") }];
}

/** What guests told the host to be free; nothing when none did. */
function reported({ vms }: Result, size: (pages: number) => string): Fact[] {
  const pages = vms.reduce((sum, vm) => sum + vm.reportedPages, 0);
  const ns = vms.reduce((sum, vm) => sum + vm.reportingNs, 0);
  return pages === 0 ? [] : [{ label: "reported", text: `${size(pages)} as free, in ${formatDuration(ns)} of work` }];
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
