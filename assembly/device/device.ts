import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { DelayKind } from "../time/delays";
import { Turn } from "../time/turn";
import { Gaps } from "./gaps";

const NS_PER_SECOND: u64 = 1_000_000_000;

/**
 * A disk with a fixed number of channels, each serving one request at a time, and a bounded queue of writes. Requests come in the order in
 * which the actors act. An actor may be ahead of the others, so a request may come that begins before one that came earlier: it uses the gap
 * that is left before that one.
 *
 *     freeAt      │ 7 │ 9 │ 12 │ …       when each channel is free for good, a ring in ascending order
 *     gaps        │ 3 – 6 │ 4 – 8 │      idle times before those
 *     writeAsked  │ a │ a │ a │ a │      of the latest `writeQueue` writes, as a ring: when each was asked for
 *     writeEnds   │ e │ e │ e │ e │      and when it ends; the next write waits for the one it replaces
 *                           ▴ writeIndex
 */
@unmanaged
export class Device {
  latencyNs: u64;
  sequentialLatencyNs: u64;
  bytesPerSecond: u64;
  pageBytes: u64;
  channels: u32;
  writeQueue: u32;
  /** It turns, so Linux reads swap ahead by slots and not by addresses. */
  rotational: bool;
  /** Where the areas handed out so far end, in pages. */
  endPosition: u64;
  /** Where the latest request ended. */
  private nextPosition: u64;
  private freeAt: Column<u64>;
  /** Where the channels begin in that ring, and its length − 1. */
  private first: u32;
  private mask: u32;
  private gaps: Gaps;
  /** What the transfer of one page takes. */
  private pageNs: u64;
  /** When the latest request got its channel. */
  private served: u64;
  /** Of the reads that are waited for together, the one that ends last: when it gets its channel, and its end. */
  private lastServed: u64;
  private lastEnd: u64;
  private writeAsked: Column<u64>;
  private writeEnds: Column<u64>;
  private writeIndex: u32;
  /** @counter reads requests Requests that read. */
  reads: u64;
  /** @counter writes requests Requests that write. */
  writes: u64;
  /** @border */
  readPages: u64;
  /** @border */
  writtenPages: u64;
  /** Channel time used. @border */
  busyNs: u64;

  static create(channels: u32, writeQueue: u32): Device {
    const device = changetype<Device>(Arena.take(offsetof<Device>()));
    let places: u32 = 1;
    while (places < channels) places *= 2;
    const freeAt = Column.create<u64>(places);
    const gaps = Gaps.create();
    const writeAsked = Column.create<u64>(writeQueue);
    const writeEnds = Column.create<u64>(writeQueue);
    if (!Arena.fits()) return device;
    device.channels = channels;
    device.writeQueue = writeQueue;
    device.freeAt = freeAt;
    device.mask = places - 1;
    device.gaps = gaps;
    device.writeAsked = writeAsked;
    device.writeEnds = writeEnds;
    device.nextPosition = u64.MAX_VALUE;
    return device;
  }

  /** Sets how fast it is, after which it can be used. */
  setPace(latencyNs: u64, sequentialLatencyNs: u64, bytesPerSecond: u64, pageBytes: u64): void {
    this.latencyNs = latencyNs;
    this.sequentialLatencyNs = sequentialLatencyNs;
    this.bytesPerSecond = bytesPerSecond;
    this.pageBytes = pageBytes;
    this.pageNs = this.transferAllNs(1);
    this.gaps.leastNs = min(latencyNs, sequentialLatencyNs) + this.transferNs(1);
  }

  /** Reads neighbouring pages; the turn's time becomes the end of the read. `kind` is that of the delay, once a channel is free. */
  read(turn: Turn, position: u64, pages: u32, kind: DelayKind): void {
    this.ask(turn, position, pages);
    this.wait(turn, kind);
  }

  /** Asks for neighbouring pages without waiting for them. */
  ask(turn: Turn, position: u64, pages: u32): void {
    if (turn.timeless) return;
    const end = this.serve(turn, position, pages);
    if (end > this.lastEnd) {
      this.lastEnd = end;
      this.lastServed = this.served;
    }
    this.reads++;
    this.readPages += pages;
  }

  /** Waits for all that has been asked for since the last wait. */
  wait(turn: Turn, kind: DelayKind): void {
    if (turn.timeless) return;
    turn.waitUntil(this.lastServed, DelayKind.DiskQueue);
    turn.waitUntil(this.lastEnd, kind);
    turn.ends = true;
    this.lastEnd = 0;
  }

  /** Writes one page; the turn only waits for a place in the queue. A write that was asked for at a later time is not in its way. */
  write(turn: Turn, position: u64, kind: DelayKind): void {
    if (turn.timeless) return;
    const index = this.writeIndex;
    if (this.writeAsked[index] <= turn.now) turn.waitUntil(this.writeEnds[index], kind);
    this.writeAsked[index] = turn.now;
    this.writeEnds[index] = this.serve(turn, position, 1);
    this.writeIndex = index + 1 === this.writeQueue ? 0 : index + 1;
    this.writes++;
    this.writtenPages++;
  }

  @inline
  private transferNs(pages: u32): u64 {
    return pages === 1 ? this.pageNs : this.transferAllNs(pages);
  }

  private transferAllNs(pages: u32): u64 {
    return (<u64>pages * this.pageBytes * this.channels * NS_PER_SECOND) / this.bytesPerSecond;
  }

  /** When a request asked for now ends. */
  private serve(turn: Turn, position: u64, pages: u32): u64 {
    const now = turn.now;
    const takes = (position === this.nextPosition ? this.sequentialLatencyNs : this.latencyNs) + this.transferNs(pages);
    this.nextPosition = position + pages;
    this.busyNs += takes;
    this.served = this.start(now, takes, turn.started);
    return this.served + takes;
  }

  /**
   * Finds a channel for a request: the one of those free now that has been idle for the shortest time, so that gaps are few and long; else the
   * first gap that it fits in, or the channel that is free first. Returns when the request begins.
   */
  private start(now: u64, takes: u64, turnStarted: u64): u64 {
    const first = this.freeAt[this.first];
    if (first <= now) {
      this.occupyLatest(now, takes, turnStarted);
      return now;
    }
    const gap = this.gaps.find(now, takes, first, turnStarted);
    if (gap !== NONE) return this.gaps.use(gap, now, takes, turnStarted);
    this.occupyFirst(first + takes);
    return first;
  }

  @inline
  private place(channel: u32): u32 {
    return (this.first + channel) & this.mask;
  }

  /** Of the channels that are free now, the last is not until the request ends; it moves behind those that are free before it. */
  private occupyLatest(now: u64, takes: u64, turnStarted: u64): void {
    const freeAt = this.freeAt;
    let channel = this.channels - 1;
    while (freeAt[this.place(channel)] > now) channel--;
    this.gaps.add(freeAt[this.place(channel)], now, turnStarted);
    for (; channel + 1 < this.channels && freeAt[this.place(channel + 1)] < now + takes; channel++) {
      freeAt[this.place(channel)] = freeAt[this.place(channel + 1)];
    }
    freeAt[this.place(channel)] = now + takes;
  }

  /** The first channel is not free until then; it moves behind those that are free before it, mostly to the end. */
  private occupyFirst(until: u64): void {
    const freeAt = this.freeAt;
    this.first = this.place(1);
    let channel = this.channels - 1;
    for (; channel > 0 && freeAt[this.place(channel - 1)] > until; channel--) {
      freeAt[this.place(channel)] = freeAt[this.place(channel - 1)];
    }
    freeAt[this.place(channel)] = until;
  }
}
