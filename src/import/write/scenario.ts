import { Document, type YAMLMap, YAMLSeq } from "yaml";
import { MOST_VMS } from "../../scenario/limits.ts";
import { ImportError } from "../error.ts";
import type { ImportedHost, ImportedVm } from "../model/host.ts";
import { type Life, livesOf } from "../model/life.ts";
import { isRecorded } from "../model/sample.ts";
import { assumed, type Told } from "../model/told.ts";
import { newMap, set, sizeOf, time } from "./entry.ts";
import type { Lived } from "./lived.ts";
import { MOST_POINTS } from "./points.ts";
import { lines, listed, remark } from "./remark.ts";
import { unique } from "./unique.ts";
import { vmEntry } from "./vm.ts";

const GIB = 2 ** 30;

/** Shortest run in seconds: managers decide every ten or fifteen. */
const SHORTEST = 60;

/** Length of the run in seconds when nothing was recorded. */
const UNRECORDED = 600;

/** A scenario that `run` takes, with a comment on where each number came from. */
export function scenarioText(host: ImportedHost): string {
  const recording = spanOf(host.vms);
  const seconds = recording === null ? UNRECORDED : Math.max(SHORTEST, recording.seconds);
  const { lived, leftOut } = livesIn(host.vms, recording?.beginning ?? 0, seconds);
  if (lived.length === 0)
    throw new ImportError(`${host.name}: it has no VM that ran: ${leftOut[0] ?? host.leftOut[0] ?? "no VM was found"}`);
  if (lived.length > MOST_VMS)
    throw new ImportError(
      `${host.name}: it has ${lived.length} VMs, and a scenario at most ${MOST_VMS}: give fewer files`,
    );
  const document = new Document();
  const root = newMap(document);
  document.contents = root;
  root.set("version", 1);
  root.set("name", host.name);
  set(
    document,
    root,
    "duration",
    time(seconds),
    recording === null
      ? " assumed: nothing was recorded"
      : recording.seconds < SHORTEST
        ? ` assumed: ${time(recording.seconds)} were recorded`
        : " told: as long as the recording",
  );
  root.set("host", hostEntry(document, host));
  root.set("manager", managerEntry(document, host));
  const vms = new YAMLSeq(document.schema);
  vms.items = lived.map((one) => vmEntry(document, one));
  root.set("vms", vms);
  if (lived.some(({ life }) => isRecorded(life?.samples ?? [])))
    set(document, root, "heat", "likely", " assumed: nobody tells how hot memory is; try pessimistic and optimistic");
  document.commentBefore = head(host, leftOut);
  return document.toString({ lineWidth: 0 });
}

function head({ source, leftOut, ask, recorder }: ImportedHost, more: readonly string[]): string {
  return [
    lines(`Made by ballonet import from ${source}.`),
    lines(
      "Behind each number: told (the host says so), derived (it follows from what the host says) or assumed (nobody says so).",
    ),
    ...listed("Left out", [...leftOut, ...more]),
    ...listed("To know better", ask),
    ...(recorder.length === 0 ? [] : ["", " To record what was missing:", ...recorder.map((line) => `   ${line}`)]),
  ].join("\n");
}

function hostEntry(document: Document, host: ImportedHost): YAMLMap {
  const entry = newMap(document);
  const memory = host.memoryBytes ?? roomy(host.vms);
  const swap = host.swapBytes ?? assumed(8 * GIB, "on the host ask swapon --show");
  set(document, entry, "memory", sizeOf(memory.value), remark(memory));
  set(document, entry, "swap", swap.value === 0 ? 0 : sizeOf(swap.value), remark(swap));
  if (host.memoryBytes !== null && host.memoryBytes.value >= 8 * GIB)
    set(document, entry, "reserved", "1GiB", " assumed: what the host itself needs");
  return entry;
}

/** A host that holds all of its VMs. */
function roomy(vms: readonly ImportedVm[]): Told<number> {
  const promised = vms.reduce((sum, { memoryBytes }) => sum + memoryBytes.value, 0);
  return assumed(
    Math.ceil((promised * 1.125) / GIB) * GIB,
    "nobody says how much memory the host has; here all VMs fit",
  );
}

function managerEntry(document: Document, { manager }: ImportedHost): YAMLMap {
  const entry = newMap(document);
  const { kind, target } = manager.value;
  set(document, entry, "kind", kind, remark(manager));
  if (target !== undefined) set(document, entry, "target", `${target.value * 100}%`, remark(target));
  return entry;
}

interface Span {
  /** Unix seconds. */
  readonly beginning: number;
  readonly seconds: number;
}

/** When the recording of all VMs began, and how long it is; `null`: nothing was recorded. */
function spanOf(vms: readonly ImportedVm[]): Span | null {
  const times = vms.flatMap(({ samples }) => [samples[0], samples.at(-1)]).flatMap((sample) => sample?.time ?? []);
  if (times.length === 0) return null;
  const beginning = Math.min(...times);
  return { beginning, seconds: Math.round((Math.max(...times) - beginning) * 1000) / 1000 };
}

function livesIn(
  vms: readonly ImportedVm[],
  beginning: number,
  seconds: number,
): { readonly lived: readonly Lived[]; readonly leftOut: readonly string[] } {
  const leftOut: string[] = [];
  const found: { readonly vm: ImportedVm; readonly life: Life | null; readonly name: string }[] = [];
  for (const vm of vms) {
    if (vm.samples.length === 0) {
      found.push({ vm, life: null, name: vm.name });
      continue;
    }
    const all = livesOf(vm.samples);
    const lives = all.filter(({ boot }) => boot === null || boot - beginning < seconds);
    if (all.length > lives.length) leftOut.push(`${vm.name}: it booted when the recording ended.`);
    else if (lives.length === 0) leftOut.push(`${vm.name}: it did not run in the recording.`);
    for (const [at, life] of lives.entries())
      found.push({ vm, life, name: at === 0 ? vm.name : `${vm.name}-boot-${at + 1}` });
  }
  const mostPoints = Math.floor(MOST_POINTS / Math.max(1, found.length));
  const names = new Set<string>();
  const lived = found.map((one) => ({
    ...one,
    name: unique(plainName(one.name), names),
    beginning,
    seconds,
    mostPoints,
  }));
  return { lived, leftOut };
}

const LONGEST_NAME = 90;

/** A name that a scenario takes. */
function plainName(written: string): string {
  const name = [...written.normalize("NFC").replace(/[^\p{L}\p{N}._-]+/gu, "-")].slice(0, LONGEST_NAME).join("");
  return name === "" ? "vm" : name;
}
