import type { Costs, Host } from "../../src/scenario/scenario.ts";
import { type HostCounters, newHostCounters } from "./counters.ts";
import type { DiskArea } from "./device.ts";
import type { BackedFrame, GuestFrame, TwinGuest } from "./guest.ts";
import { Kswapd } from "./kswapd.ts";
import type { Paths } from "./paths.ts";
import { type TwinPolicy, twinPolicy } from "./policies.ts";
import { Slots } from "./slots.ts";

/** The host: its frames and slots, each free (`null`) or belonging to a guest frame. */
export class TwinHost {
  readonly host: Host;
  readonly costs: Costs;
  readonly pageBytes: number;
  readonly frames: (GuestFrame | null)[];
  readonly slots: Slots<GuestFrame>;
  readonly swapArea: DiskArea;
  readonly policy: TwinPolicy;
  readonly kswapd = new Kswapd();
  /** Free frames that kswapd works for by order. */
  goalPages = 0;
  readonly guests: TwinGuest[] = [];
  counters: HostCounters = newHostCounters();
  readonly paths: Paths;

  constructor(host: Host, costs: Costs, pageBytes: number, swapArea: DiskArea, paths: Paths) {
    if (host.policy.kind === "lru") throw new Error("The host's policy cannot see every access.");
    this.host = host;
    this.costs = costs;
    this.pageBytes = pageBytes;
    this.swapArea = swapArea;
    this.paths = paths;
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
    return this.frames.filter((owner) => owner === null).length;
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

  /** Backs a guest frame with a free host frame and tells the policy. */
  back(guestFrame: GuestFrame, hostFrame: number, accessed: boolean): void {
    this.frames[hostFrame] = guestFrame;
    guestFrame.ept = { kind: "backed", hostFrame, accessed };
    this.policy.added(hostFrame);
  }

  /** Takes back the host frame or the host slot of a guest frame, if it has one. */
  unback(guestFrame: GuestFrame): void {
    const { ept } = guestFrame;
    if (ept.kind === "backed") {
      this.policy.removed(ept.hostFrame);
      this.frames[ept.hostFrame] = null;
    } else if (ept.kind === "swapped") {
      this.slots.free(ept.slot);
    }
    guestFrame.ept = { kind: "unbacked" };
  }
}
