import type { Costs, Host, Scenario } from "../../../src/scenario/scenario.ts";
import type { SwapDisk } from "../device/device.ts";
import type { Paths } from "../device/paths.ts";
import { Slots } from "../device/slots.ts";
import { TwinWindow } from "../device/window.ts";
import type { BackedFrame, GuestFrame, TwinGuest } from "../guest/guest.ts";
import { type TwinPolicy, twinPolicy } from "../policies.ts";
import { type HostCounters, newHostCounters } from "../run/counters.ts";
import type { Course } from "../run/course.ts";
import { Kswapd } from "../run/kswapd.ts";
import { TwinPool } from "./pool.ts";
import { TwinSharing } from "./sharing.ts";

/** The host: its frames and slots, each free (`null`) or owned by a guest frame. */
export class TwinHost {
  readonly host: Host;
  readonly costs: Costs;
  readonly pageBytes: number;
  readonly frames: (GuestFrame | null)[];
  readonly slots: Slots<GuestFrame>;
  readonly swapArea: SwapDisk;
  /** Backed guest frames that were read ahead and not touched since. */
  readonly ahead = new Set<GuestFrame>();
  readonly window = new TwinWindow();
  readonly policy: TwinPolicy;
  readonly kswapd = new Kswapd();
  /** A manager has ordered what reclaim may take. */
  hasOrders = false;
  /** Free frames that kswapd is ordered to reach. */
  goalPages = 0;
  readonly guests: TwinGuest[] = [];
  readonly sharing: TwinSharing | null;
  readonly pool: TwinPool | null;
  counters: HostCounters = newHostCounters();
  readonly paths: Paths;

  readonly seed: number;
  /** VMs booted so far. */
  boots = 0;
  /** Draws made so far in boots. */
  draws = 0;

  constructor({ host, costs, pageBytes, seed }: Scenario, swapArea: SwapDisk, paths: Paths) {
    if (host.policy.kind === "lru") throw new Error("The host's policy cannot see every access.");
    this.host = host;
    this.costs = costs;
    this.pageBytes = pageBytes;
    this.seed = seed;
    this.swapArea = swapArea;
    this.paths = paths;
    this.pool = host.compression && new TwinPool(host.compression, this);
    this.sharing = host.sharing && new TwinSharing(host.sharing);
    this.frames = new Array<GuestFrame | null>(host.memoryPages - host.reservedPages).fill(null);
    this.slots = new Slots(host.swap.pages, paths);
    this.policy = twinPolicy(host.policy, this.frames.length, {
      isAccessed: (frame) => this.backedBy(frame).accessed,
      clearAccessed: (frame) => {
        this.backedBy(frame).accessed = false;
      },
    });
  }

  get freeCount(): number {
    return this.frames.filter((owner) => owner === null).length - (this.pool?.frames.size ?? 0);
  }

  /** The lowest host frame that backs nothing and is not in the pool. */
  lowestFree(): number {
    return this.frames.findIndex((owner, hostFrame) => owner === null && this.pool?.frames.has(hostFrame) !== true);
  }

  ownerOf(hostFrame: number): GuestFrame {
    const owner = this.frames[hostFrame];
    if (owner === null) throw new Error(`Host frame ${hostFrame} is free.`);
    return owner;
  }

  private backedBy(hostFrame: number): BackedFrame {
    const { ept } = this.ownerOf(hostFrame);
    if (ept.kind !== "backed") throw new Error(`Host frame ${hostFrame} backs nothing.`);
    return ept;
  }

  /** Backs a guest frame with a free host frame and notifies the policy. */
  back(guestFrame: GuestFrame, hostFrame: number, accessed: boolean): void {
    this.frames[hostFrame] = guestFrame;
    guestFrame.ept = { kind: "backed", hostFrame, accessed };
    this.policy.added(hostFrame);
  }

  /** Frees the host frame or the host slot of a guest frame, if it has one. */
  unback(guestFrame: GuestFrame): void {
    const { ept } = guestFrame;
    if (ept.kind === "backed") this.unshare(guestFrame);
    else if (ept.kind === "swapped") this.leaveSlot(guestFrame, ept.slot);
    guestFrame.ept = { kind: "unbacked" };
  }

  /** Guest frames mapped to the page of zeroes. */
  get zeroCount(): number {
    return this.guests.flatMap(({ hostView }) => hostView).filter(({ ept }) => ept.kind === "zero").length;
  }

  /** Whether a write of the guest to a backed frame faults. */
  isShared(guestFrame: GuestFrame): boolean {
    return this.sharing?.isShared(guestFrame) ?? false;
  }

  /** The guest touches a backed frame. */
  touch(guestFrame: GuestFrame, course: Course): void {
    this.markAccessed(guestFrame);
    if (!this.ahead.delete(guestFrame)) return;
    course.spend(this.costs.hostFaultNs, "hostFault");
    if (this.swapArea.rotational) this.window.use(null);
    else guestFrame.guest.hostWindow.use(guestFrame.number);
    this.paths.reach("frame read ahead is used");
  }

  /** Sets the accessed mark of a backed frame; guest frames that share a host frame share the mark, which is stored at the owner. */
  markAccessed({ ept }: GuestFrame): void {
    if (ept.kind === "backed") this.backedBy(ept.hostFrame).accessed = true;
  }

  /** Removes a guest frame from its host frame, which becomes free when it was the only one; returns its former backing. `inPolicy`: the policy still contains it; `leaves`: it will not be backed at once by another. */
  unshare(guestFrame: GuestFrame, inPolicy = true, leaves = true): BackedFrame {
    const { ept } = guestFrame;
    if (ept.kind !== "backed") throw new Error("A frame that is not backed has no host frame.");
    const { hostFrame, accessed } = ept;
    if (leaves) this.ahead.delete(guestFrame);
    const sharers = this.sharing?.onFrame.get(hostFrame) ?? [guestFrame];
    const wasOwner = sharers[0] === guestFrame;
    if (wasOwner && inPolicy) this.policy.removed(hostFrame);
    sharers.splice(sharers.indexOf(guestFrame), 1);
    if (sharers.length === 0) {
      this.frames[hostFrame] = null;
      if (this.sharing?.onFrame.has(hostFrame)) this.sharing.forget(hostFrame);
    } else if (wasOwner) {
      this.frames[hostFrame] = sharers[0];
      if (accessed) this.markAccessed(sharers[0]);
      this.policy.added(hostFrame);
      this.paths.reach("owner of a shared frame leaves");
    }
    return ept;
  }

  /** Removes a guest frame from its host slot, which becomes free when it was the only one. */
  leaveSlot(guestFrame: GuestFrame, slot: number): void {
    const together = this.sharing?.inSlot.get(slot) ?? [guestFrame];
    together.splice(together.indexOf(guestFrame), 1);
    if (together.length > 0) {
      this.slots.owners[slot] = together[0];
      this.paths.reach("others stay in a slot");
      return;
    }
    this.sharing?.inSlot.delete(slot);
    this.slots.free(slot);
    this.pool?.remove(slot);
  }
}
