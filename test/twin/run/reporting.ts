import type { Reporting } from "../../../src/scenario/scenario.ts";
import type { TwinGuest } from "../guest/guest.ts";

/** A free block of the buddy allocator: 2^order frames from `head`. */
export interface Block {
  readonly head: number;
  readonly order: number;
}

const nameOf = ({ head, order }: Block) => `${head}/${order}`;

/** Free page reporting of a VM: its progress, and the free blocks already reported to the host. */
export class TwinReporting {
  readonly settings: Reporting;
  state: "idle" | "requested" | "active" = "idle";
  clockNs: number | null = null;
  /** The current pass: its list, the position in it, and the remaining reports for it. */
  pass: { order: number; from: number; reportsLeft: number } | null = null;
  readonly reported = new Set<string>();
  turn = 0;

  constructor(settings: Reporting) {
    this.settings = settings;
  }

  /** Returns whether the worker was asleep. */
  request(nowNs: number): boolean {
    const slept = this.state === "idle";
    this.state = "requested";
    if (slept) this.clockNs = nowNs + this.settings.delayNs;
    return slept;
  }

  stop(): void {
    this.state = "idle";
    this.clockNs = null;
    this.pass = null;
    this.reported.clear();
  }

  /** Blocks that have changed count as not reported. */
  forgetBut(blocks: readonly Block[]): void {
    const there = new Set(blocks.map(nameOf));
    for (const name of this.reported) if (!there.has(name)) this.reported.delete(name);
  }

  isReported(block: Block): boolean {
    return this.reported.has(nameOf(block));
  }

  markReported(block: Block): void {
    this.reported.add(nameOf(block));
  }
}

/** The free frames of a guest in the largest possible aligned blocks. */
export function freeBlocks(guest: TwinGuest, largestOrder: number): Block[] {
  const isFree = (frame: number) => guest.frames[frame]?.kind === "free";
  const isWhole = (head: number, order: number) =>
    head % 2 ** order === 0 && Array.from({ length: 2 ** order }, (_, at) => head + at).every(isFree);
  const blocks: Block[] = [];
  for (let frame = 0; frame < guest.frames.length; ) {
    let order = largestOrder;
    while (order >= 0 && !isWhole(frame, order)) order--;
    if (order >= 0) blocks.push({ head: frame, order });
    frame += order >= 0 ? 2 ** order : 1;
  }
  return blocks;
}

/** One step of the reporting worker: one report. */
export function reportingStep(guest: TwinGuest, reporting: TwinReporting, atNs: number): void {
  const { order, capacity, delayNs } = reporting.settings;
  const { paths } = guest.host;
  let costNs = 0;
  if (reporting.pass === null) {
    reporting.state = "active";
    if (guest.freeCount > guest.vm.watermarks.lowPages + capacity * 2 ** order) enter(guest, reporting, order);
    else paths.reach("reporting skipped because of too little free memory");
  }
  if (reporting.pass !== null) costNs = report(guest, reporting);
  guest.counters.reportingNs += costNs;
  if (costNs > 0) takeTime(guest, reporting, costNs);
  reporting.clockNs = atNs + costNs;
  if (reporting.pass !== null) return;
  if (reporting.state === "requested") {
    reporting.clockNs += delayNs;
    paths.reach("reporting asked for again");
  } else {
    reporting.state = "idle";
    reporting.clockNs = null;
  }
}

function enter(guest: TwinGuest, reporting: TwinReporting, order: number): void {
  const { largestOrder, capacity } = reporting.settings;
  const blocks = freeBlocks(guest, largestOrder).filter((block) => block.order === order);
  reporting.pass =
    order > largestOrder ? null : { order, from: 0, reportsLeft: Math.ceil(blocks.length / (capacity * 16)) + 1 };
}

function report(guest: TwinGuest, reporting: TwinReporting): number {
  const { capacity, largestOrder } = reporting.settings;
  const { host } = guest;
  const ranges: Block[] = [];
  while (ranges.length < capacity && reporting.pass !== null) {
    const { order, from, reportsLeft } = reporting.pass;
    const block = freeBlocks(guest, largestOrder).find(
      (one) => one.order === order && one.head >= from && !reporting.isReported(one),
    );
    if (block === undefined || reportsLeft === 0) {
      if (block !== undefined) {
        reporting.state = "requested";
        host.paths.reach("reporting used its budget up");
      }
      enter(guest, reporting, order + 1);
      continue;
    }
    for (let frame = block.head; frame < block.head + 2 ** order; frame++) {
      if (guest.hostView[frame].ept.kind === "backed") host.paths.reach("reported frame given back");
      if (guest.hostView[frame].ept.kind === "swapped") host.paths.reach("reported slot given back");
      host.unback(guest.hostView[frame]);
    }
    reporting.markReported(block);
    reporting.pass.from = block.head + 2 ** order;
    ranges.push(block);
  }
  if (ranges.length === capacity && reporting.pass !== null) reporting.pass.reportsLeft--;
  const pages = ranges.reduce((sum, { order }) => sum + 2 ** order, 0);
  guest.counters.reportedPages += pages;
  return ranges.length * host.costs.reportRangeNs + pages * host.costs.reportPageNs;
}

function takeTime(guest: TwinGuest, reporting: TwinReporting, ns: number): void {
  if (guest.vcpus.some((vcpu) => vcpu.asleep)) return;
  const vcpu = guest.vcpus[reporting.turn++ % guest.vcpus.length];
  vcpu.clockNs += ns;
  guest.counters.runNs += ns;
  guest.host.paths.reach("reporting takes a vCPU's time");
}
