import type { PageCompression } from "../../../src/scenario/memory/codec.ts";
import type { Compression } from "../../../src/scenario/scenario.ts";
import type { GuestFrame, TwinGuest } from "../guest/guest.ts";
import type { Course } from "../run/course.ts";
import { RECLAIM_BATCH } from "../run/kswapd.ts";
import type { TwinHost } from "./host.ts";

/** Compressed sizes of pages by content. */
export type CompressedSizes = Omit<PageCompression, "compressNs" | "decompressNs">;

/** What a compressed page takes: `fit` such pages lie in `frames` frames; no bytes: nothing. */
export interface Compressed {
  readonly bytes: number;
  readonly fit: number;
  readonly frames: number;
}

const NOTHING: Compressed = { bytes: 0, fit: 1, frames: 0 };

/** What a guest's page takes; `null`: a frame without a page. */
export function compressed(guest: TwinGuest, page: number | null, sizes: CompressedSizes): Compressed {
  const other = { bytes: sizes.otherBytes, fit: sizes.otherFit, frames: sizes.otherFrames };
  if (page === null) return other;
  if (guest.isVolatile(page))
    return { bytes: sizes.volatileBytes, fit: sizes.volatileFit, frames: sizes.volatileFrames };
  const content = guest.own.has(page) ? null : guest.contentOf(page);
  if (content === null) return other;
  return content === "zeroes" ? NOTHING : { bytes: sizes.imageBytes, fit: sizes.imageFit, frames: sizes.imageFrames };
}

/** The frames that pages take: those of one class together, in groups that are filled one after the other. */
export function framesOf(pages: Iterable<Compressed>): number {
  const classes = new Map<string, { readonly one: Compressed; pages: number }>();
  for (const one of pages) {
    const name = `${one.fit} in ${one.frames}`;
    const known = classes.get(name);
    if (known === undefined) classes.set(name, { one, pages: 1 });
    else known.pages++;
  }
  return [...classes.values()].reduce(
    (sum, { one, pages: count }) => sum + Math.ceil((count * one.frames) / one.fit),
    0,
  );
}

/** The bytes of compressed pages. */
export function bytesOf(pages: Iterable<Compressed>): number {
  return [...pages].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Pool of compressed pages in front of the host's swap, and its host frames. */
export class TwinPool {
  readonly compression: Compression;
  /** What each slot's page takes, oldest first. */
  readonly pages = new Map<number, Compressed>();
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
    return bytesOf(this.pages.values());
  }

  get neededFrames(): number {
    return framesOf(this.pages.values());
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
    const one = compressed(guest, guestFrame.page?.number ?? null, this.compression);
    const { bytes } = one;
    if (bytes > keepBytes) {
      counters.uncompressedPages++;
      paths.reach("page does not compress");
      return false;
    }
    this.makeRoom(guest, bytes, course);
    this.pages.set(slot, one);
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
    this.pages.delete(slot);
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
      bytesOf([...this.pages].filter(([slot]) => this.guests.get(slot) === guest).map(([, each]) => each));
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
    const oldest = [...this.pages].find(([slot, { bytes }]) => bytes > 0 && isItsOwn(slot));
    return oldest === undefined ? null : oldest[0];
  }

  private writeOut(slot: number, course: Course): void {
    this.pages.delete(slot);
    course.spend(this.compression.decompressNs, "hostCompression");
    this.host.swapArea.write(course, slot, "hostReclaim");
    this.host.counters.swapOutPages++;
    this.host.counters.writtenBackPages++;
  }

  private fit(): void {
    while (this.frames.size > this.neededFrames) this.frames.delete(Math.min(...this.frames));
    while (this.frames.size < this.neededFrames) this.frames.add(this.host.lowestFree());
  }
}
