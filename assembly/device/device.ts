import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { DelayKind } from "../time/delays";
import { Turn } from "../time/turn";

const NS_PER_SECOND: u64 = 1_000_000_000;

/**
 * A disk with a fixed number of channels, each serving one request at a time, and a bounded queue of writes.
 *
 *     freeAt     │ channel 0 │ channel 1 │ …     when each is free
 *     writeEnds  │ e │ e │ e │ e │               a ring of `writeQueue` ends; the next write waits for the one it replaces
 *                          ▴ writeIndex
 */
@unmanaged
export class Device {
  latencyNs: u64;
  sequentialLatencyNs: u64;
  bytesPerSecond: u64;
  pageBytes: u64;
  channels: u32;
  writeQueue: u32;
  /** Where the areas handed out so far end, in pages. */
  endPosition: u64;
  /** Where the latest request ended. */
  private nextPosition: u64;
  private freeAt: Column<u64>;
  /** When the latest request got its channel. */
  private served: u64;
  /** When the latest `writeQueue` writes end, as a ring. */
  private writeEnds: Column<u64>;
  private writeIndex: u32;
  /** @border */
  reads: u64;
  /** @border */
  writes: u64;
  /** @border */
  pagesRead: u64;
  /** @border */
  pagesWritten: u64;
  /** Channel time used. @border */
  busyNs: u64;

  static create(channels: u32, writeQueue: u32): Device {
    const device = changetype<Device>(Arena.take(offsetof<Device>()));
    const freeAt = Column.create<u64>(channels);
    const writeEnds = Column.create<u64>(writeQueue);
    if (!Arena.fits()) return device;
    device.channels = channels;
    device.writeQueue = writeQueue;
    device.freeAt = freeAt;
    device.writeEnds = writeEnds;
    device.nextPosition = u64.MAX_VALUE;
    return device;
  }

  /** Reads neighbouring pages; the turn's time becomes the end of the read. `kind` is that of the delay, once a channel is free. */
  read(turn: Turn, position: u64, pages: u32, kind: DelayKind): void {
    if (turn.timeless) return;
    const end = this.serve(turn.now, position, pages);
    turn.waitUntil(this.served, DelayKind.DiskQueue);
    turn.waitUntil(end, kind);
    turn.ends = true;
    this.reads++;
    this.pagesRead += pages;
  }

  /** Writes one page; the turn only waits for a place in the queue. */
  write(turn: Turn, position: u64, kind: DelayKind): void {
    if (turn.timeless) return;
    const index = this.writeIndex;
    turn.waitUntil(this.writeEnds[index], kind);
    this.writeEnds[index] = this.serve(turn.now, position, 1);
    this.writeIndex = index + 1 === this.writeQueue ? 0 : index + 1;
    this.writes++;
    this.pagesWritten++;
  }

  /** When a request asked for now ends. */
  private serve(now: u64, position: u64, pages: u32): u64 {
    let channel: u32 = 0;
    for (let other: u32 = 1; other < this.channels; other++) {
      if (this.freeAt[other] < this.freeAt[channel]) channel = other;
    }
    const latency = position === this.nextPosition ? this.sequentialLatencyNs : this.latencyNs;
    const transfer = (<u64>pages * this.pageBytes * this.channels * NS_PER_SECOND) / this.bytesPerSecond;
    this.served = max(now, this.freeAt[channel]);
    const end = this.served + latency + transfer;
    this.freeAt[channel] = end;
    this.nextPosition = position + pages;
    this.busyNs += latency + transfer;
    return end;
  }
}
