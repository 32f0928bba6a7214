import { baseName, type HostFile, ImportError, wrongFile } from "../error.ts";
import { kernelOf, residentOf } from "../model/deduced.ts";
import { type ImportedHost, type ImportedVm, plainVm, unrecordedOf } from "../model/host.ts";
import { assumed, derived, told } from "../model/told.ts";
import { type Domain, isXml, readDomains } from "./domain.ts";
import { type DomainSeries, isDomstats, readDomstats } from "./domstats.ts";
import { nodeMemory } from "./node.ts";
import { type DomainHistory, type DomainRecord, recordOf } from "./statistics.ts";

/** Reads a host from what virsh prints: dumpxml, domstats, nodeinfo or nodememstats, in any files. Throws an ImportError of one sentence. */
export function libvirtHost(name: string, files: readonly HostFile[], strict: boolean): ImportedHost {
  const domains = new Map<string, Domain>();
  const series: DomainSeries[] = [];
  const leftOut: string[] = [];
  let memory: ImportedHost["memoryBytes"] = null;
  for (const file of files) {
    if (isXml(file)) {
      for (const domain of readDomains(file)) take(domain, domains, leftOut);
    } else if (isDomstats(file)) series.push(readDomstats(file));
    else {
      const bytes = nodeMemory(file);
      if (bytes !== null) memory = told(bytes, baseName(file.name));
      else if (strict)
        throw wrongFile(file, null, "this is neither virsh dumpxml, domstats --balloon, nodeinfo nor nodememstats");
      else
        leftOut.push(
          `${baseName(file.name)}: it is nothing that virsh dumpxml, domstats --balloon, nodeinfo or nodememstats prints.`,
        );
    }
  }
  const names = [...new Set([...domains.keys(), ...series.flatMap(({ moments }) => [...moments.keys()])])];
  if (names.length === 0)
    throw new ImportError(
      `${name}: no domain was found: give what virsh dumpxml and virsh domstats --balloon --raw print`,
    );
  const vms = names
    .map((vm) => vmOf(vm, domains.get(vm) ?? null, historyOf(vm, series)))
    .filter((vm): vm is ImportedVm => vm !== null);
  for (const { cut } of series)
    if (cut !== null) leftOut.push(`The last moment of ${cut.domain}: the file may end in the middle of it.`);
  return {
    name,
    source: `libvirt (${files.length} ${files.length === 1 ? "file" : "files"})`,
    manager: assumed({ kind: "none" }, "libvirt sets no balloon by itself; oVirt's is vdsm"),
    memoryBytes: memory,
    swapBytes: null,
    vms,
    leftOut,
    ask: [
      ...(memory === null ? ["The host's memory: virsh nodememstats > nodememstats.txt"] : []),
      "The host's swap: swapon --show --bytes",
      "The least memory that each VM needs (balloon.minimum): libvirt knows none.",
      ...unrecordedOf(vms, "the loop below, for a day at least"),
    ],
    recorder: [
      "for d in $(virsh list --name); do virsh dommemstat $d --period 10 --live; virsh dumpxml $d > $d.xml; done",
      "virsh nodememstats > nodememstats.txt",
      "while sleep 60; do date +%s; virsh domstats --balloon --raw; done >> domstats.txt",
    ],
  };
}

/** Adds a domain. The XML of a running domain is right about its memory, so it goes before the other one. */
function take(domain: Domain, domains: Map<string, Domain>, leftOut: string[]): void {
  const other = domains.get(domain.name);
  if (other !== undefined && other.isLive === domain.isLive)
    throw wrongFile({ name: domain.file }, null, `${domain.name} is also in ${other.file}: give one of them`);
  if (other !== undefined) {
    const [kept, left] = domain.isLive ? [domain, other] : [other, domain];
    leftOut.push(`${domain.name} in ${baseName(left.file)}: ${baseName(kept.file)} is of the running domain.`);
    domains.set(domain.name, kept);
  } else domains.set(domain.name, domain);
}

/** What the files that name a domain say of it: others say nothing about it. */
function historyOf(name: string, all: readonly DomainSeries[]): DomainHistory | null {
  const mine = all.filter(({ moments, cut }) => cut?.domain === name || moments.has(name));
  if (mine.length === 0) return null;
  const times = [...new Set(mine.flatMap((one) => one.times))].sort((a, b) => a - b);
  const moments = mine.flatMap((one) => one.moments.get(name) ?? []);
  return { moments, times, cut: mine.find(({ cut }) => cut !== null)?.cut ?? null };
}

function vmOf(name: string, domain: Domain | null, history: DomainHistory | null): ImportedVm | null {
  const record = history === null ? null : recordOf(history, domain?.statisticsSeconds ?? null);
  const maximum = record?.maximumBytes ?? null;
  if (domain === null && maximum === null) return null;
  const plain =
    domain === null
      ? plainVm(name, "domstats", told(maximum ?? 0, "balloon.maximum"))
      : plainVm(
          name,
          baseName(domain.file),
          domain.isSummed
            ? derived(domain.memoryBytes, "the sum of its NUMA cells, as QEMU starts it")
            : (domain.isRounded ? derived : told)(
                domain.memoryBytes,
                domain.isRounded ? "memory in whole MiB, as QEMU starts it" : "memory",
              ),
        );
  return {
    ...plain,
    ...(domain === null ? {} : settingsOf(domain)),
    ...(record === null ? {} : recordedOf(record, plain.memoryBytes.value)),
    notes: notesOf(domain, record),
  };
}

function settingsOf(domain: Domain): Partial<ImportedVm> {
  const { autodeflate, freePageReporting, statisticsSeconds } = domain;
  const balloon = domain.hasBalloon
    ? domain.namesBalloon
      ? told(true, "memballoon")
      : derived(true, "QEMU adds a balloon where the XML names none")
    : told(false, "memballoon model none");
  return {
    vcpus: told(domain.vcpus, "vcpu"),
    balloon,
    deflateOnOom: told(autodeflate, autodeflate ? "autodeflate on" : "no autodeflate"),
    reporting: told(freePageReporting, "freePageReporting"),
    statisticsSeconds: domain.hasBalloon
      ? statisticsSeconds === null
        ? told(0, "no stats period")
        : told(statisticsSeconds, "stats period")
      : null,
    startBytes: domain.hasBalloon ? told(domain.currentBytes, "memory less currentMemory") : null,
  };
}

function recordedOf(record: DomainRecord, memoryBytes: number): Partial<ImportedVm> {
  const { samples, demandFrom, swaps, fullTotals, residentSets } = record;
  return {
    samples,
    demandFrom,
    kernelBytes: kernelOf(memoryBytes, fullTotals, "memory less balloon.available at full size"),
    residentBytes: residentOf("balloon.rss", residentSets),
    swaps,
  };
}

function notesOf(domain: Domain | null, record: DomainRecord | null): string[] {
  const notes: string[] = [];
  if (domain === null) notes.push("It has no XML here: balloon, autodeflate and processors are not known.");
  else if (!domain.isLive && record === null)
    notes.push("Its XML is of no running domain: take it out if it is not to run.");
  for (const what of domain?.notModelled ?? []) notes.push(`memoryBacking ${what}: not modelled.`);
  if (record === null) return notes;
  if (record.balloonMoved)
    notes.push(
      "Its balloon was moved while it was recorded; here it begins as it was then, and only a manager moves it.",
    );
  if (record.stale > 0 && record.fresh <= 1)
    notes.push(
      `Its statistics stand still: ${record.stale} samples are left out; virsh dommemstat ${domain?.name ?? "NAME"} --period 10 --live switches them on.`,
    );
  return notes;
}
