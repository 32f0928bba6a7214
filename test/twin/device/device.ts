import type { DelayKind } from "../../../src/engine/machine/machine.generated.ts";
import type { Device } from "../../../src/scenario/scenario.ts";
import type { Course } from "../run/course.ts";
import type { Paths } from "./paths.ts";

/** ⌊bytes × factor × 10⁹ ÷ bytesPerSecond⌋, exactly. */
export function transferNs(bytes: number, factor: number, bytesPerSecond: number): number {
  return Number((BigInt(bytes) * BigInt(factor) * 1_000_000_000n) / BigInt(bytesPerSecond));
}

/** Idle time of a channel before a request that was made ahead of time. */
interface Gap {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Gaps that a device keeps. */
const MOST_GAPS = 128;

/** A disk: its channels, the end position of its last request, and the request time and end time of every write. */
export class TwinDevice {
  readonly device: Device;
  readonly channelFreeNs: number[];
  gaps: Gap[] = [];
  /** The clock of the actor that acts now: no request comes for an earlier time. */
  presentNs = 0;
  nextPosition: number | null = null;
  /** In order of submission. */
  readonly writesAskedNs: number[] = [];
  readonly writeEndsNs: number[] = [];
  reads = 0;
  writes = 0;
  readPages = 0;
  writtenPages = 0;
  busyNs = 0;
  private readonly pageBytes: number;
  private readonly paths: Paths;

  constructor(device: Device, pageBytes: number, paths: Paths) {
    this.device = device;
    this.pageBytes = pageBytes;
    this.paths = paths;
    this.channelFreeNs = new Array<number>(device.channels).fill(0);
  }

  /** Reads pages; the reader waits. */
  read(course: Course, position: number, pages: number, kind: DelayKind): void {
    this.readAll(course, [{ position, pages }], kind);
  }

  /** Makes several requests at once; the reader waits for the one that ends last. */
  readAll(course: Course, reads: readonly { position: number; pages: number }[], kind: DelayKind): void {
    if (course.warm) return;
    const all = reads.map(({ position, pages }) => this.request(course.nowNs, position, pages));
    const endNs = Math.max(...all.map((one) => one.endNs));
    const last = all.find((one) => one.endNs === endNs);
    course.waitUntil(last?.startNs ?? 0, "diskQueue");
    course.waitUntil(endNs, kind);
    course.waitedForRead = true;
    this.reads += reads.length;
    for (const { pages } of reads) this.readPages += pages;
  }

  /** Writes one page; the writer waits only when the queue is full. */
  write(course: Course, position: number, kind: DelayKind): void {
    if (course.warm) return;
    const askedNs = this.writesAskedNs.at(-this.device.writeQueue) ?? 0;
    const endNs = this.writeEndsNs.at(-this.device.writeQueue) ?? 0;
    if (askedNs > course.nowNs) {
      this.paths.reach("write before those in the queue");
    } else if (endNs > course.nowNs) {
      course.waitUntil(endNs, kind);
      this.paths.reach("writer waits for the queue");
    }
    this.writesAskedNs.push(course.nowNs);
    this.writeEndsNs.push(this.request(course.nowNs, position, 1).endNs);
    this.writes++;
    this.writtenPages++;
  }

  private request(atNs: number, position: number, pages: number): { startNs: number; endNs: number } {
    const { latencyNs, sequentialLatencyNs, bytesPerSecond, channels } = this.device;
    const sequential = position === this.nextPosition;
    if (sequential) this.paths.reach("sequential request");
    const takesNs =
      (sequential ? sequentialLatencyNs : latencyNs) + transferNs(pages * this.pageBytes, channels, bytesPerSecond);
    this.nextPosition = position + pages;
    this.busyNs += takesNs;
    const startNs = this.place(atNs, takesNs);
    return { startNs, endNs: startNs + takesNs };
  }

  /** Finds the channel, or the gap, for a request; returns when it starts. */
  private place(atNs: number, takesNs: number): number {
    const free = this.channelFreeNs.filter((freeNs) => freeNs <= atNs);
    if (free.length > 0) {
      const latestNs = Math.max(...free);
      this.channelFreeNs[this.channelFreeNs.indexOf(latestNs)] = atNs + takesNs;
      this.keepGap(latestNs, atNs);
      return atNs;
    }
    this.paths.reach("request waits for a channel, or uses a gap");
    const firstNs = Math.min(...this.channelFreeNs);
    const starts = this.gaps
      .map((gap) => ({ gap, startNs: Math.max(atNs, gap.fromNs) }))
      .filter(({ gap, startNs }) => startNs <= firstNs && startNs + takesNs <= gap.toNs)
      .sort((a, b) => a.startNs - b.startNs || a.gap.toNs - b.gap.toNs);
    const [first] = starts;
    if (first === undefined) {
      this.channelFreeNs[this.channelFreeNs.indexOf(firstNs)] = firstNs + takesNs;
      return firstNs;
    }
    this.paths.reach("request in a gap");
    const { gap, startNs } = first;
    this.gaps = this.gaps.filter((other) => other !== gap);
    this.keepGap(gap.fromNs, startNs);
    this.keepGap(startNs + takesNs, gap.toNs);
    return startNs;
  }

  /** Adds a gap, without what lies in the past; forgets those that are too short for any request, and the shortest if there are too many. */
  private keepGap(fromNs: number, toNs: number): void {
    const { latencyNs, sequentialLatencyNs, bytesPerSecond, channels } = this.device;
    const leastNs = Math.min(latencyNs, sequentialLatencyNs) + transferNs(this.pageBytes, channels, bytesPerSecond);
    this.gaps = [...this.gaps, { fromNs, toNs }]
      .map((gap) => ({ fromNs: Math.max(gap.fromNs, this.presentNs), toNs: gap.toNs }))
      .filter((gap) => gap.toNs - gap.fromNs >= leastNs);
    if (this.gaps.length <= MOST_GAPS) return;
    this.gaps.sort((a, b) => b.toNs - b.fromNs - (a.toNs - a.fromNs) || b.fromNs - a.fromNs);
    this.gaps.pop();
  }
}

/** A range of a device, such as a VM's file. */
export class DiskArea {
  protected readonly device: TwinDevice;
  protected readonly firstPosition: number;

  constructor(device: TwinDevice, firstPosition: number) {
    this.device = device;
    this.firstPosition = firstPosition;
  }

  read(course: Course, page: number, pages: number, kind: DelayKind): void {
    this.device.read(course, this.firstPosition + page, pages, kind);
  }

  write(course: Course, page: number, kind: DelayKind): void {
    this.device.write(course, this.firstPosition + page, kind);
  }
}

/** A swap area on a device. */
export class SwapDisk extends DiskArea {
  readonly readaheadPages: number;

  constructor(device: TwinDevice, firstPosition: number, readaheadPages: number) {
    super(device, firstPosition);
    this.readaheadPages = readaheadPages;
  }

  get rotational(): boolean {
    return this.device.device.rotational;
  }

  /** Reads slots; those less than `readaheadPages` above the first of a request belong to it. */
  readSlots(course: Course, slots: readonly number[], kind: DelayKind): void {
    const reads: { position: number; pages: number }[] = [];
    for (const slot of [...slots].sort((a, b) => a - b)) {
      const position = this.firstPosition + slot;
      const latest = reads.at(-1);
      if (latest !== undefined && position - latest.position < this.readaheadPages) latest.pages++;
      else reads.push({ position, pages: 1 });
    }
    this.device.readAll(course, reads, kind);
  }
}
