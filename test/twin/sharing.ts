import type { Sharing } from "../../src/scenario/scenario.ts";
import type { Course } from "./course.ts";
import type { GuestFrame } from "./guest.ts";
import type { TwinHost } from "./host.ts";

/** Page sharing: who is together on which host frame and in which host slot, and what the scanner remembers. */
export class TwinSharing {
  readonly sharing: Sharing;
  pagesToScan: number;
  sleepNs: number;
  clockNs: number | null = 0;
  /** The guest frames on a host frame that is shared, and in a host slot, its owner first. */
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

  /** A host frame is shared no more. */
  forget(hostFrame: number): void {
    const content = this.contentOfFrame.get(hostFrame) ?? "";
    if (this.stable.get(content) === hostFrame) this.stable.delete(content);
    this.contentOfFrame.delete(hostFrame);
    this.onFrame.delete(hostFrame);
  }

  /** One step of the scanner. */
  step(host: TwinHost, course: Course): void {
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
      course.spend(this.sharing.scanNs);
      if (!this.isShared(all[next])) this.look(host, all[next], course);
    }
    this.clockNs = course.nowNs + this.sleepNs;
  }

  private look(host: TwinHost, guestFrame: GuestFrame, course: Course): void {
    const { content } = guestFrame;
    const asBefore = this.seen.get(guestFrame) === content;
    this.seen.set(guestFrame, content);
    if (content === null) return;
    const known = this.stable.get(content);
    if (known !== undefined && (this.onFrame.get(known) ?? []).length < this.sharing.mostSharers) {
      this.merge(host, guestFrame, known, course);
      return;
    }
    if (this.sharing.twice && !asBefore) return;
    const candidate = this.candidates.get(content);
    const holds = candidate?.ept.kind === "backed" && !this.isShared(candidate) && candidate.content === content;
    if (candidate === undefined || candidate === guestFrame || !holds || candidate.ept.kind !== "backed") {
      this.candidates.set(content, guestFrame);
      return;
    }
    const { hostFrame } = candidate.ept;
    this.candidates.delete(content);
    this.onFrame.set(hostFrame, [candidate]);
    this.contentOfFrame.set(hostFrame, content);
    this.stable.set(content, hostFrame);
    host.paths.reach("two frames become one");
    this.merge(host, guestFrame, hostFrame, course);
  }

  private merge(host: TwinHost, guestFrame: GuestFrame, hostFrame: number, course: Course): void {
    const sharers = this.onFrame.get(hostFrame) ?? [];
    const { accessed } = host.unshare(guestFrame);
    sharers.splice(1, 0, guestFrame);
    guestFrame.ept = { kind: "backed", hostFrame, accessed: false };
    if (accessed) host.markAccessed(guestFrame);
    this.merges++;
    course.spend(this.sharing.mergeNs);
    host.paths.reach("frame merged");
  }
}
