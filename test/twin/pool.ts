import type { Compression } from "../../src/scenario/scenario.ts";
import type { Course } from "./course.ts";
import type { GuestFrame, TwinGuest } from "./guest.ts";
import type { TwinHost } from "./host.ts";
import { RECLAIM_BATCH } from "./kswapd.ts";

/** Compressed size of a page by content. */
export type CompressedSizes = Pick<Compression, "imageBytes" | "volatileBytes" | "otherBytes">;

/** Compressed size of a guest's page. */
export function compressedBytes(guest: TwinGuest, page: number, sizes: CompressedSizes): number {
  if (guest.isVolatile(page)) return sizes.volatileBytes;
  if (guest.own.has(page)) return sizes.otherBytes;
  const content = guest.contentOf(page);
  if (content === null) return sizes.otherBytes;
  return content === "zeroes" ? 0 : sizes.imageBytes;
}

/** Pool of compressed pages in front of the host's swap, and its host frames. */
export class TwinPool {
  readonly compression: Compression;
  /** Compressed size of each slot's page, oldest first. */
  readonly bytes = new Map<number, number>();
  readonly frames = new Set<number>();
  /** By slot, the VM that the page counts for. */
  private readonly guests = new Map<number, TwinGuest>();
  private readonly host: TwinHost;
  private full = false;

  constructor(compression: Compression, host: TwinHost) {
    this.compression = compression;
    this.host = host;
  }

  get totalBytes(): number {
    return [...this.bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  get neededFrames(): number {
    return Math.ceil(this.totalBytes / this.host.pageBytes);
  }

  /** Compresses the page of a guest frame; `false`: it must be written to its slot. */
  store(guestFrame: GuestFrame, slot: number, course: Course): boolean {
    const { mostPages, acceptPages, keepBytes, compressNs } = this.compression;
    const { counters, paths } = this.host;
    const { guest } = guestFrame;
    if (!guest.mayCompress) {
      paths.reach("page that may not be compressed");
      return false;
    }
    if (this.neededFrames >= mostPages) this.full = true;
    else if (this.neededFrames <= acceptPages) this.full = false;
    if (this.full) {
      counters.uncompressedPages++;
      this.writeBack(guest, course);
      paths.reach("pool is full");
      return false;
    }
    course.spend(compressNs, "hostCompression");
    const bytes = this.bytesOf(guestFrame);
    if (bytes > keepBytes) {
      counters.uncompressedPages++;
      paths.reach("page does not compress");
      return false;
    }
    this.makeRoom(guest, bytes, course);
    this.bytes.set(slot, bytes);
    this.guests.set(slot, guest);
    this.fit();
    counters.compressedPages++;
    paths.reach("page compressed");
    return true;
  }

  /** Reads a page back; it leaves the pool when its slot is freed. */
  load(course: Course): void {
    course.spend(this.compression.decompressNs, "hostCompression");
    this.host.counters.decompressedPages++;
    this.host.paths.reach("page decompressed");
  }

  remove(slot: number): void {
    this.bytes.delete(slot);
    this.fit();
  }

  private writeBack(guest: TwinGuest, course: Course): void {
    for (let pages = 0; pages < RECLAIM_BATCH && this.neededFrames > this.compression.acceptPages; pages++) {
      const oldest = this.oldest(guest);
      if (oldest === null) {
        this.host.paths.reach("pool is full of others' pages");
        break;
      }
      this.writeOut(oldest, course);
      this.host.paths.reach("page written back from the pool");
    }
    this.fit();
  }

  /** With a limit per VM, writes out the VM's oldest pages until it is below the limit. */
  private makeRoom(guest: TwinGuest, bytes: number, course: Course): void {
    const { vmShare } = this.compression;
    if (vmShare === null) return;
    const most = Math.max(1, Math.floor(guest.vm.memoryPages * vmShare)) * this.host.pageBytes;
    const held = () =>
      [...this.bytes].reduce((sum, [slot, each]) => sum + (this.guests.get(slot) === guest ? each : 0), 0);
    while (held() + bytes > most) {
      const oldest = this.oldest(guest);
      if (oldest === null) throw new Error("A VM without pages has reached its limit.");
      this.writeOut(oldest, course);
      this.host.paths.reach("page written out for its VM's limit");
    }
  }

  /** The oldest page of nonzero size; with a limit per VM, of this VM. */
  private oldest(guest: TwinGuest): number | null {
    const isItsOwn = (slot: number) => this.compression.vmShare === null || this.guests.get(slot) === guest;
    const oldest = [...this.bytes].find(([slot, bytes]) => bytes > 0 && isItsOwn(slot));
    return oldest === undefined ? null : oldest[0];
  }

  private writeOut(slot: number, course: Course): void {
    this.bytes.delete(slot);
    course.spend(this.compression.decompressNs, "hostCompression");
    this.host.swapArea.write(course, slot, "hostReclaim");
    this.host.counters.swapOutPages++;
    this.host.counters.writtenBackPages++;
  }

  private bytesOf({ guest, page }: GuestFrame): number {
    return page === null ? this.compression.otherBytes : compressedBytes(guest, page.number, this.compression);
  }

  private fit(): void {
    while (this.frames.size > this.neededFrames) this.frames.delete(Math.min(...this.frames));
    while (this.frames.size < this.neededFrames) this.frames.add(this.host.lowestFree());
  }
}
