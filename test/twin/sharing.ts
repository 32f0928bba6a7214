import type { Sharing } from "../../src/scenario/scenario.ts";
import type { Course } from "./course.ts";
import type { GuestFrame } from "./guest.ts";
import type { TwinHost } from "./host.ts";
import { hostFault } from "./host-fault.ts";
import { reclaimForOne } from "./host-reclaim.ts";
import { RECLAIM_BATCH } from "./kswapd.ts";

/** Page sharing: the guest frames on each shared host frame and slot, and the scanner's state. */
export class TwinSharing {
  readonly sharing: Sharing;
  pagesToScan: number;
  sleepNs: number;
  clockNs: number | null = 0;
  running = true;
  private unmerging = false;
  /** Guest frames on each shared host frame and in each host slot, the owner first. */
  readonly onFrame = new Map<number, GuestFrame[]>();
  readonly inSlot = new Map<number, GuestFrame[]>();
  private readonly contentOfFrame = new Map<number, string>();
  private readonly stable = new Map<string, number>();
  private readonly candidates = new Map<string, GuestFrame>();
  private readonly seen = new Map<GuestFrame, string | null>();
  private cursor = 0;
  scannedPages = 0;
  fullScans = 0;
  merges = 0;
  breaks = 0;

  constructor(sharing: Sharing) {
    this.sharing = sharing;
    this.pagesToScan = sharing.pagesToScan;
    this.sleepNs = sharing.sleepNs;
  }

  get sharedPages(): number {
    return this.onFrame.size;
  }

  get sharingPages(): number {
    return [...this.onFrame.values()].reduce((sum, { length }) => sum + length - 1, 0);
  }

  isShared({ ept }: GuestFrame): boolean {
    return ept.kind === "backed" && this.onFrame.has(ept.hostFrame);
  }

  /** Ends sharing of a host frame. */
  forget(hostFrame: number): void {
    const content = this.contentOfFrame.get(hostFrame) ?? "";
    if (this.stable.get(content) === hostFrame) this.stable.delete(content);
    this.contentOfFrame.delete(hostFrame);
    this.onFrame.delete(hostFrame);
  }

  /** Starts the scanner, stops it, or makes it unshare everything. */
  steer(run: "stop" | "run" | "unmerge", pagesToScan: number, sleepNs: number, nowNs: number): void {
    this.pagesToScan = pagesToScan;
    this.sleepNs = sleepNs;
    this.running = run === "run";
    if (this.unmerging) return;
    if (run === "unmerge") {
      this.unmerging = true;
      this.cursor = 0;
      this.clockNs = nowNs;
    } else {
      this.clockNs = run === "run" ? (this.clockNs ?? nowNs) : null;
    }
  }

  /** One step of the scanner. */
  step(host: TwinHost, course: Course): void {
    if (this.unmerging) this.unmerge(host, course);
    else this.scan(host, course);
  }

  private unmerge(host: TwinHost, course: Course): void {
    const all = host.guests.flatMap(({ hostView }) => hostView);
    for (let copies = 0; copies < RECLAIM_BATCH && this.unmerging; copies++) {
      const next = all.findIndex((guestFrame, at) => at >= this.cursor && this.isShared(guestFrame));
      if (next < 0) {
        this.seen.clear();
        this.unmerging = false;
        break;
      }
      this.cursor = next + 1;
      reclaimForOne(host, course);
      if (host.freeCount <= host.host.watermarks.minPages) {
        this.unmerging = false;
      } else if (all[next].ept.kind === "backed") {
        hostFault(all[next], false, course);
        host.paths.reach("shared frame unmerged");
      }
    }
    if (!this.unmerging) this.cursor = 0;
    this.clockNs = this.unmerging || this.running ? course.nowNs : null;
  }

  private scan(host: TwinHost, course: Course): void {
    const all = host.guests.flatMap(({ hostView }) => hostView);
    for (let looks = 0; looks < this.pagesToScan; looks++) {
      const next = all.findIndex(({ ept }, at) => at >= this.cursor && ept.kind === "backed");
      if (next < 0) {
        this.cursor = 0;
        this.fullScans++;
        break;
      }
      this.cursor = next + 1;
      this.scannedPages++;
      course.spend(this.sharing.scanNs, "hostReclaim");
      if (!this.isShared(all[next])) this.look(host, all[next], course);
    }
    this.clockNs = course.nowNs + this.sleepNs;
  }

  /** Tries to share a frame that the host's policy evicts; returns whether it succeeded. */
  shareInstead(host: TwinHost, guestFrame: GuestFrame, course: Course): boolean {
    if (!this.sharing.beforeSwap) return false;
    course.spend(this.sharing.scanNs, "hostReclaim");
    if (this.isShared(guestFrame)) return false;
    const hostFrame = this.partner(host, guestFrame);
    if (hostFrame === null || hostFrame === "later") return false;
    this.merge(host, guestFrame, hostFrame, course, false);
    host.paths.reach("frame shared instead of swapped out");
    return true;
  }

  private look(host: TwinHost, guestFrame: GuestFrame, course: Course): void {
    const hostFrame = this.partner(host, guestFrame);
    if (hostFrame === null) return;
    if (hostFrame !== "later") this.merge(host, guestFrame, hostFrame, course, true);
    else if (guestFrame.content !== null) this.candidates.set(guestFrame.content, guestFrame);
  }

  /** The shared host frame that a frame can be merged into; `null`: none with this content; `later`: none yet. */
  private partner(host: TwinHost, guestFrame: GuestFrame): number | "later" | null {
    const { content } = guestFrame;
    const asBefore = this.seen.get(guestFrame) === content;
    this.seen.set(guestFrame, content);
    if (content === null) return null;
    const known = this.stable.get(content);
    if (known !== undefined && (this.onFrame.get(known) ?? []).length < this.sharing.mostSharers) return known;
    if (this.sharing.twice && !asBefore) return null;
    const candidate = this.candidates.get(content);
    const holds = candidate?.ept.kind === "backed" && !this.isShared(candidate) && candidate.content === content;
    if (candidate === undefined || candidate === guestFrame || !holds || candidate.ept.kind !== "backed")
      return "later";
    const { hostFrame } = candidate.ept;
    this.candidates.delete(content);
    this.onFrame.set(hostFrame, [candidate]);
    this.contentOfFrame.set(hostFrame, content);
    this.stable.set(content, hostFrame);
    host.paths.reach("two frames become one");
    return hostFrame;
  }

  private merge(host: TwinHost, guestFrame: GuestFrame, hostFrame: number, course: Course, inPolicy: boolean): void {
    const sharers = this.onFrame.get(hostFrame) ?? [];
    const { accessed } = host.unshare(guestFrame, inPolicy, false);
    sharers.splice(1, 0, guestFrame);
    guestFrame.ept = { kind: "backed", hostFrame, accessed: false };
    if (accessed) host.markAccessed(guestFrame);
    this.merges++;
    course.spend(this.sharing.mergeNs, "hostReclaim");
    host.paths.reach("frame merged");
  }
}
