import type { DelayKind } from "../../../src/engine/machine/machine.generated.ts";
import type { ZramSwap } from "../../../src/scenario/scenario.ts";
import { hostFault } from "../host/fault.ts";
import { bytesOf, type Compressed, compressed, framesOf } from "../host/pool.ts";
import type { Course } from "../run/course.ts";
import type { TwinGuest } from "./guest.ts";

/** A guest's swap in its own compressed memory: its pages by slot, and its guest frames in the order taken. */
export class TwinZram {
  readonly swap: ZramSwap;
  readonly pages = new Map<number, Compressed>();
  readonly frames: number[] = [];
  private readonly guest: TwinGuest;

  constructor(swap: ZramSwap, guest: TwinGuest) {
    this.swap = swap;
    this.guest = guest;
  }

  get totalBytes(): number {
    return bytesOf(this.pages.values());
  }

  get neededFrames(): number {
    return framesOf(this.pages.values());
  }

  get hasRoom(): boolean {
    const { limitPages } = this.swap;
    const { paths } = this.guest.host;
    if (this.neededFrames < Math.min(limitPages ?? Infinity, this.guest.vm.memoryPages)) return true;
    paths.reach("compressed memory is full");
    return false;
  }

  /** Stores a page whose frame has just become free. */
  store(page: number, slot: number, course: Course): void {
    const { guest } = this;
    const one = compressed(guest, page, this.swap);
    this.pages.set(slot, one);
    guest.host.paths.reach("page into compressed memory");
    if (this.neededFrames === this.frames.length) {
      if (one.bytes > 0) this.access(slot, course);
      return;
    }
    const frame = guest.lowest("free");
    guest.use(frame, { kind: "compressed" }, course.nowNs);
    this.frames.push(frame);
    const { ept } = guest.hostView[frame];
    if (ept.kind === "backed" && !guest.host.isShared(guest.hostView[frame]))
      guest.host.touch(guest.hostView[frame], course);
    else hostFault(guest.hostView[frame], true, course);
  }

  /** Reads the page of a slot. */
  load(slot: number, course: Course, kind: DelayKind): void {
    if (this.pages.get(slot)?.bytes !== 0) this.access(slot, course);
    course.spend(this.swap.decompressNs, kind);
    this.guest.host.paths.reach("page out of compressed memory");
  }

  /** Removes the page of a slot; returns frames that are no longer needed. */
  remove(slot: number, nowNs: number, course: Course | null): void {
    this.pages.delete(slot);
    while (this.frames.length > this.neededFrames) {
      const frame = this.frames.pop();
      if (frame !== undefined) this.guest.use(frame, { kind: "free" }, nowNs, course);
      this.guest.host.paths.reach("compressed memory gives a frame back");
    }
  }

  private access(slot: number, course: Course): void {
    const guestFrame = this.guest.hostView[this.frames[slot % this.frames.length]];
    const { ept } = guestFrame;
    if (ept.kind === "backed") {
      this.guest.host.touch(guestFrame, course);
      return;
    }
    hostFault(guestFrame, false, course);
    this.guest.host.paths.reach("compressed memory swapped out by the host");
  }
}
