import type { DelayKind } from "../../../src/engine/machine/machine.generated.ts";
import type { Vm } from "../../../src/scenario/scenario.ts";
import type { DiskArea, SwapDisk } from "../device/device.ts";
import { Slots } from "../device/slots.ts";
import { TwinWindow } from "../device/window.ts";
import type { TwinHost } from "../host/host.ts";
import { type TwinPolicy, twinPolicy } from "../policies.ts";
import type { TwinDriver } from "../run/balloon.ts";
import { newVmCounters, type VmCounters } from "../run/counters.ts";
import type { Course } from "../run/course.ts";
import { Kswapd } from "../run/kswapd.ts";
import { freeBlocks, type TwinReporting } from "../run/reporting.ts";
import type { TwinVcpu } from "./vcpu.ts";
import { TwinZram } from "./zram.ts";

export type MappedPage = {
  readonly kind: "mapped";
  readonly frame: number;
  accessed: boolean;
  dirty: boolean;
  /** The guest slot that holds the same content. */
  copy: number | null;
};
export type SwappedPage = { readonly kind: "swapped"; readonly slot: number };
export type PageState = { readonly kind: "absent" } | MappedPage | SwappedPage;

/** `taken`: between free and mapped, within one reference. */
export type FrameState =
  | { readonly kind: "free" | "kernel" | "pinned" | "taken" | "compressed" }
  | { readonly kind: "mapped"; readonly page: number };

export type BackedFrame = { readonly kind: "backed"; readonly hostFrame: number; accessed: boolean };
export type EptState =
  | { readonly kind: "unbacked" }
  /** Mapped to the host's page of zeroes. */
  | { readonly kind: "zero" }
  | BackedFrame
  | { readonly kind: "swapped"; readonly slot: number };

/** A guest frame as the host sees it. */
export class GuestFrame {
  readonly guest: TwinGuest;
  readonly number: number;
  ept: EptState = { kind: "unbacked" };

  constructor(guest: TwinGuest, number: number) {
    this.guest = guest;
    this.number = number;
  }

  /** Content that other frames may have too; `null`: unique content. */
  get content(): string | null {
    const { page, guest } = this;
    return page === null || guest.own.has(page.number) ? null : guest.contentOf(page.number);
  }

  /** The page mapped to it, if any. */
  get page(): { readonly number: number; readonly state: MappedPage } | null {
    const use = this.guest.frames[this.number];
    if (use.kind !== "mapped") return null;
    return { number: use.page, state: this.guest.mapped(use.page) };
  }
}

export type VmState = "not-booted" | "running" | "out-of-memory" | "shut-down" | "killed-by-host";

/** One VM: its pages, frames and swap, and the frames as the host sees them. */
export class TwinGuest {
  readonly index: number;
  readonly vm: Vm;
  state: VmState = "not-booted";
  bootedNs = 0;
  bootNumber = 0;
  readonly pages: PageState[];
  /** Mapped pages that were read ahead and not referenced since. */
  readonly ahead = new Set<number>();
  /** Readahead of its swap, and of its memory by the host. */
  readonly window = new TwinWindow();
  readonly hostWindow = new TwinWindow();
  /** Pages written since they were filled. */
  readonly own = new Set<number>();
  readonly frames: FrameState[];
  readonly hostView: GuestFrame[];
  readonly slots: Slots<number>;
  /** `null`: its swap is compressed memory. */
  readonly swapArea: SwapDisk | null;
  readonly zram: TwinZram | null;
  readonly fileArea: DiskArea;
  readonly policy: TwinPolicy;
  readonly kswapd = new Kswapd();
  driver: TwinDriver | null = null;
  /** Limits of the host's reclaim for this VM. */
  maySwap = true;
  mayCompress = true;
  leavePages = 0;
  blocked = false;
  /** Frames of the host's sample that are untouched since it was drawn. */
  readonly untouched = new Set<number>();
  sampledPages = 0;
  /** Evicted pages, in order of eviction. */
  readonly evicted: number[] = [];
  /** Time of its references beyond thinking. */
  readonly delays = new Map<DelayKind, number>();
  /** Absent file pages that reclaim dropped. */
  readonly dropped = new Set<number>();
  reporting: TwinReporting | null = null;
  readonly vcpus: TwinVcpu[] = [];
  counters: VmCounters = newVmCounters();
  readonly host: TwinHost;

  constructor(index: number, vm: Vm, swapArea: SwapDisk | null, fileArea: DiskArea, host: TwinHost) {
    this.index = index;
    this.vm = vm;
    this.swapArea = swapArea;
    this.zram = "kind" in vm.swap ? new TwinZram(vm.swap, this) : null;
    this.fileArea = fileArea;
    this.host = host;
    this.pages = Array.from({ length: vm.workload.pages }, () => ({ kind: "absent" }));
    this.frames = Array.from({ length: vm.memoryPages }, () => ({ kind: "free" }));
    this.hostView = Array.from({ length: vm.memoryPages }, (_, frame) => new GuestFrame(this, frame));
    this.slots = new Slots(vm.swap.pages, host.paths);
    this.policy = twinPolicy(vm.policy, vm.memoryPages, {
      isAccessed: (frame) => this.mappedIn(frame).accessed,
      clearAccessed: (frame) => {
        this.mappedIn(frame).accessed = false;
      },
    });
  }

  get mayBeTaken(): boolean {
    return this.maySwap && this.backedCount > this.leavePages;
  }

  /** Whether it has memory: it runs, or its workload ran out of memory. */
  get up(): boolean {
    return this.state === "running" || this.state === "out-of-memory";
  }

  get freeCount(): number {
    return this.frames.filter((frame) => frame.kind === "free").length;
  }

  get pinnedCount(): number {
    return this.frames.filter((frame) => frame.kind === "pinned").length;
  }

  get mappedCount(): number {
    return this.frames.filter((frame) => frame.kind === "mapped").length;
  }

  /** Evicted pages that have not returned. */
  get missingCount(): number {
    return this.pages.filter(({ kind }) => kind === "swapped").length + this.dropped.size;
  }

  /** Whether an evicted page would still be resident if the guest had the balloon's frames. */
  missesForBalloon(page: number): boolean {
    const evictedSince = this.evicted.length - this.evicted.lastIndexOf(page);
    return Math.min(evictedSince, this.missingCount) <= this.pinnedCount;
  }

  get backedCount(): number {
    return this.hostView.filter((frame) => frame.ept.kind === "backed").length;
  }

  /** The lowest-numbered frame of a kind; throws when there is none. */
  lowest(kind: "free" | "pinned"): number {
    const frame = this.frames.findIndex((state) => state.kind === kind);
    if (frame < 0) throw new Error(`VM ${this.index} has no ${kind} frame.`);
    return frame;
  }

  get firstFilePage(): number {
    return this.vm.workload.pages - this.vm.workload.filePages;
  }

  isFile(page: number): boolean {
    return page >= this.firstFilePage;
  }

  /** Content of a filled page; `null`: unique content. */
  contentOf(page: number): string | null {
    const { image, zeroShare } = this.vm.workload.content;
    const spread = Number((BigInt(page) * 0x9e3779b1n) % 2n ** 32n);
    const imageShare = image?.share ?? 0;
    if (image !== null && spread < Math.floor(imageShare * 2 ** 32)) return `page ${page} of ${image.name}`;
    return spread < Math.floor((imageShare + zeroShare) * 2 ** 32) ? "zeroes" : null;
  }

  /** Whether a page changes constantly. */
  isVolatile(page: number): boolean {
    const { image, zeroShare, volatileShare } = this.vm.workload.content;
    const spread = Number((BigInt(page) * 0x9e3779b1n) % 2n ** 32n);
    const before = (image?.share ?? 0) + zeroShare;
    return spread >= Math.floor(before * 2 ** 32) && spread < Math.floor((before + volatileShare) * 2 ** 32);
  }

  /** The state of a page that is mapped. */
  mapped(page: number): MappedPage {
    const state = this.pages[page];
    if (state.kind !== "mapped") throw new Error(`Page ${page} of VM ${this.index} is not mapped.`);
    return state;
  }

  /** The page in a frame that is mapped. */
  pageIn(frame: number): number {
    const state = this.frames[frame];
    if (state.kind !== "mapped") throw new Error(`Frame ${frame} of VM ${this.index} is not mapped.`);
    return state.page;
  }

  private mappedIn(frame: number): MappedPage {
    return this.mapped(this.pageIn(frame));
  }

  /** Changes the use of a frame at a given time; sets `wokeActor` when that wakes the reporting worker. */
  use(frame: number, state: FrameState, nowNs: number, course: Course | null = null): void {
    this.frames[frame] = state;
    const { reporting } = this;
    if (reporting === null) return;
    const { largestOrder, order } = reporting.settings;
    const blocks = freeBlocks(this, largestOrder);
    reporting.forgetBut(blocks);
    if (state.kind !== "free") return;
    const own = blocks.find(({ head, order: size }) => head <= frame && frame < head + 2 ** size);
    if (own === undefined || own.order < order || !reporting.request(nowNs)) return;
    if (course !== null) course.wokeActor = true;
    this.host.paths.reach("reporting woken");
  }

  /** Maps a page to a frame taken for it, with marks clear; does not notify the policy yet. */
  map(page: number, frame: number, copy: number | null): void {
    this.frames[frame] = { kind: "mapped", page };
    this.ahead.delete(page);
    this.dropped.delete(page);
    this.pages[page] = { kind: "mapped", frame, accessed: false, dirty: false, copy };
  }

  /** Frees everything that a page holds. */
  freePage(page: number, nowNs: number): void {
    const state = this.pages[page];
    if (state.kind === "mapped") {
      this.policy.removed(state.frame);
      this.use(state.frame, { kind: "free" }, nowNs);
      if (state.copy !== null) this.slots.free(state.copy);
    } else if (state.kind === "swapped") {
      this.slots.free(state.slot);
      this.zram?.remove(state.slot, nowNs, null);
    }
    this.pages[page] = { kind: "absent" };
    this.own.delete(page);
    this.ahead.delete(page);
    this.dropped.delete(page);
  }
}
