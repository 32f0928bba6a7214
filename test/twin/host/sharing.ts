import type { Sharing } from "../../../src/scenario/scenario.ts";
import type { GuestFrame } from "../guest/guest.ts";
import type { Course } from "../run/course.ts";
import { RECLAIM_BATCH } from "../run/kswapd.ts";
import { hostFault } from "./fault.ts";
import type { TwinHost } from "./host.ts";
import { reclaimForOne } from "./reclaim.ts";

/** What the scanner keeps of a guest frame; `age` and `skips` for smart scan. */
interface Item {
  found: "volatile" | "unshared" | "merged" | null;
  age: number;
  skips: number;
}

/** Visits passed over after one at this age without success. */
function skipsAfter(age: number): number {
  if (age <= 3) return 1;
  if (age <= 5) return 2;
  return age <= 8 ? 4 : 8;
}

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
  private readonly seen = new Map<GuestFrame, string>();
  private readonly items = new Map<GuestFrame, Item>();
  /** Guest frames in which a page like no other was written since their last look. */
  readonly written = new Set<GuestFrame>();
  private cursor = 0;
  scannedPages = 0;
  skippedPages = 0;
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

  /** Guest frames of which the last visit said this. */
  counted(found: "volatile" | "unshared"): number {
    return [...this.items.values()].filter((item) => item.found === found).length;
  }

  private itemOf(guestFrame: GuestFrame): Item {
    const item = this.items.get(guestFrame) ?? { found: null, age: 0, skips: 0 };
    this.items.set(guestFrame, item);
    return item;
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
      const next = all.findIndex((guestFrame, at) => at >= this.cursor && this.isTogether(guestFrame));
      if (next < 0) {
        this.seen.clear();
        this.items.clear();
        this.unmerging = false;
        break;
      }
      this.cursor = next + 1;
      reclaimForOne(host, course);
      if (host.freeCount <= host.host.watermarks.minPages) {
        this.unmerging = false;
      } else if (all[next].ept.kind === "backed" || all[next].ept.kind === "zero") {
        if (all[next].ept.kind === "zero") host.paths.reach("zeroes unmerged");
        hostFault(all[next], false, course);
        host.paths.reach("shared frame unmerged");
      }
    }
    if (!this.unmerging) this.cursor = 0;
    this.clockNs = this.unmerging || this.running ? course.nowNs : null;
  }

  private isTogether(guestFrame: GuestFrame): boolean {
    return this.isShared(guestFrame) || (this.sharing.unmergesZeroes && guestFrame.ept.kind === "zero");
  }

  /** The next frame to look at; `null`: the round is over. */
  private next(host: TwinHost, all: readonly GuestFrame[]): GuestFrame | null {
    while (this.cursor < all.length) {
      const guestFrame = all[this.cursor];
      this.cursor++;
      if (guestFrame.ept.kind !== "backed") {
        this.items.delete(guestFrame);
        this.written.delete(guestFrame);
      } else if (this.isShared(guestFrame) || !this.sharing.smartScan || this.visit(this.itemOf(guestFrame))) {
        return guestFrame;
      } else {
        this.skippedPages++;
        host.paths.reach("frame passed over");
      }
    }
    return null;
  }

  /** Counts a visit; returns whether the frame is looked at. */
  private visit(item: Item): boolean {
    const { age } = item;
    item.age++;
    if (age < 3) return true;
    if (item.skips === 0) {
      item.skips = skipsAfter(age);
      return true;
    }
    item.skips--;
    item.found = "volatile";
    return false;
  }

  private scan(host: TwinHost, course: Course): void {
    const all = host.guests.flatMap(({ hostView }) => hostView);
    for (let looks = 0; looks < this.pagesToScan; looks++) {
      const next = this.next(host, all);
      if (next === null) {
        this.cursor = 0;
        this.fullScans++;
        break;
      }
      this.scannedPages++;
      course.spend(this.sharing.scanNs, "hostReclaim");
      if (!this.isShared(next)) this.look(host, next, course);
    }
    this.clockNs = course.nowNs + this.sleepNs;
  }

  /** Tries to share a frame that the host's policy evicts; returns whether it succeeded. */
  shareInstead(host: TwinHost, guestFrame: GuestFrame, course: Course): boolean {
    if (!this.sharing.beforeSwap) return false;
    course.spend(this.sharing.scanNs, "hostReclaim");
    if (this.isShared(guestFrame)) return false;
    const partner = this.partner(host, guestFrame);
    if (partner === "zeroes") this.mergeWithZeroes(host, guestFrame, course, false);
    else if (typeof partner === "number") this.merge(host, guestFrame, partner, course, false);
    else return false;
    host.paths.reach("frame shared instead of swapped out");
    return true;
  }

  private look(host: TwinHost, guestFrame: GuestFrame, course: Course): void {
    const { page, content } = guestFrame;
    const wasKnown = (this.items.get(guestFrame)?.found ?? null) !== null;
    const wasSeen = this.seen.get(guestFrame);
    const partner = this.partner(host, guestFrame);
    const item = this.itemOf(guestFrame);
    if (partner === "zeroes") {
      this.mergeWithZeroes(host, guestFrame, course, true);
    } else if (typeof partner === "number") {
      this.merge(host, guestFrame, partner, course, true);
    } else if (partner === "later" && content !== null) {
      this.candidates.set(content, guestFrame);
      item.found = "unshared";
    } else if (content !== null) {
      item.found = "volatile";
    } else {
      const isVolatile = page !== null && guestFrame.guest.isVolatile(page.number);
      const isSame = wasKnown && wasSeen === this.seen.get(guestFrame);
      if (isSame && !isVolatile)
        host.paths.reach(`frame without a partner that was ${this.written.has(guestFrame) ? "written" : "not"}`);
      item.found = isSame && !isVolatile && !this.written.has(guestFrame) ? "unshared" : "volatile";
    }
    this.written.delete(guestFrame);
  }

  /** What a frame can be merged into: a shared host frame, or zeroes; `null`: nothing; `later`: nothing yet. */
  private partner(host: TwinHost, guestFrame: GuestFrame): number | "zeroes" | "later" | null {
    const { page, content } = guestFrame;
    const now = content ?? (page === null ? "no page" : `its page ${page.number}`);
    const mayMerge = !this.sharing.twice || this.seen.get(guestFrame) === now;
    this.seen.set(guestFrame, now);
    if (content === null || (this.sharing.twiceAlways && !mayMerge)) return null;
    if (content === "zeroes" && this.sharing.zeroPages && mayMerge) return "zeroes";
    const known = this.stable.get(content);
    if (known !== undefined && (this.onFrame.get(known) ?? []).length < this.sharing.mostSharers) {
      if (!mayMerge) host.paths.reach("content seen once, and shared");
      return known;
    }
    if (!mayMerge) return null;
    const candidate = this.candidates.get(content);
    const holds =
      candidate?.ept.kind === "backed" &&
      !this.isShared(candidate) &&
      candidate.content === content &&
      this.isOfThisRound(host, candidate, guestFrame);
    if (candidate === undefined || candidate === guestFrame || !holds || candidate.ept.kind !== "backed")
      return "later";
    const { hostFrame } = candidate.ept;
    this.candidates.delete(content);
    this.itemOf(candidate).found = "merged";
    this.onFrame.set(hostFrame, [candidate]);
    this.contentOfFrame.set(hostFrame, content);
    this.stable.set(content, hostFrame);
    host.paths.reach("two frames become one");
    return hostFrame;
  }

  /** With smart scan, a candidate is one until the next round begins. */
  private isOfThisRound(host: TwinHost, candidate: GuestFrame, other: GuestFrame): boolean {
    if (!this.sharing.smartScan) return true;
    const place = ({ guest, number }: GuestFrame) => guest.index * 2 ** 32 + number;
    if (place(candidate) < place(other) && this.items.get(candidate)?.found === "unshared") return true;
    if (candidate !== other) host.paths.reach("candidate of another round");
    return false;
  }

  private mergeWithZeroes(host: TwinHost, guestFrame: GuestFrame, course: Course, inPolicy: boolean): void {
    host.unshare(guestFrame, inPolicy);
    guestFrame.ept = { kind: "zero" };
    this.itemOf(guestFrame).found = "volatile";
    this.merges++;
    course.spend(this.sharing.mergeNs, "hostReclaim");
    host.paths.reach("frame mapped to zeroes");
  }

  private merge(host: TwinHost, guestFrame: GuestFrame, hostFrame: number, course: Course, inPolicy: boolean): void {
    const sharers = this.onFrame.get(hostFrame) ?? [];
    const { accessed } = host.unshare(guestFrame, inPolicy, false);
    sharers.splice(1, 0, guestFrame);
    guestFrame.ept = { kind: "backed", hostFrame, accessed: false };
    if (accessed) host.markAccessed(guestFrame);
    this.itemOf(guestFrame).found = "merged";
    this.merges++;
    course.spend(this.sharing.mergeNs, "hostReclaim");
    host.paths.reach("frame merged");
  }
}
