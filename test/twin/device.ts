import type { DelayKind } from "../../src/engine/machine/machine.generated.ts";
import type { Device } from "../../src/scenario/scenario.ts";
import type { Course } from "./course.ts";
import type { Paths } from "./paths.ts";

/** ⌊bytes × factor × 10⁹ ÷ bytesPerSecond⌋, exactly. */
export function transferNs(bytes: number, factor: number, bytesPerSecond: number): number {
  return Number((BigInt(bytes) * BigInt(factor) * 1_000_000_000n) / BigInt(bytesPerSecond));
}

/** A disk: its channels, the end position of its last request, and the end time of every write. */
export class TwinDevice {
  readonly device: Device;
  readonly channelFreeNs: number[];
  nextPosition: number | null = null;
  /** In order of submission. */
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
    if (course.warm) return;
    const { startNs, endNs } = this.request(course.nowNs, position, pages);
    course.waitUntil(startNs, "diskQueue");
    course.waitUntil(endNs, kind);
    course.waitedForRead = true;
    this.reads++;
    this.readPages += pages;
  }

  /** Writes one page; the writer waits only when the queue is full. */
  write(course: Course, position: number, kind: DelayKind): void {
    if (course.warm) return;
    const endNs = this.writeEndsNs.at(-this.device.writeQueue) ?? 0;
    if (endNs > course.nowNs) {
      course.waitUntil(endNs, kind);
      this.paths.reach("writer waits for the queue");
    }
    this.writeEndsNs.push(this.request(course.nowNs, position, 1).endNs);
    this.writes++;
    this.writtenPages++;
  }

  private request(atNs: number, position: number, pages: number): { startNs: number; endNs: number } {
    const { latencyNs, sequentialLatencyNs, bytesPerSecond, channels } = this.device;
    const freeNs = Math.min(...this.channelFreeNs);
    const channel = this.channelFreeNs.indexOf(freeNs);
    const sequential = position === this.nextPosition;
    if (sequential) this.paths.reach("sequential request");
    if (freeNs > atNs) this.paths.reach("request waits for a channel");
    const takesNs =
      (sequential ? sequentialLatencyNs : latencyNs) + transferNs(pages * this.pageBytes, channels, bytesPerSecond);
    const startNs = Math.max(atNs, freeNs);
    const endNs = startNs + takesNs;
    this.channelFreeNs[channel] = endNs;
    this.nextPosition = position + pages;
    this.busyNs += takesNs;
    return { startNs, endNs };
  }
}

/** A range of a device: a swap area or a VM's file. */
export class DiskArea {
  private readonly device: TwinDevice;
  private readonly firstPosition: number;

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
