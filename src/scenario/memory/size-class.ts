import type { Kernel } from "./kernel.ts";

/** How compressed pages of one size lie in memory: `fit` of them in a group of `frames` frames. */
export interface Group {
  readonly frames: number;
  readonly fit: number;
}

/** An allocator of compressed pages. */
export interface Allocator {
  /** Bytes that a page counts as, which are the page's where it is stored whole. */
  counted(bytes: number, pageBytes: number): number;
  /** The group of a page with a compressed size. */
  group(bytes: number, pageBytes: number): Group;
  /** The largest compressed size that it takes. */
  largest(pageBytes: number): number;
}

const WHOLE: Group = { frames: 1, fit: 1 };

/** A handle lies in front of each object (`ZS_HANDLE_SIZE` in mm/zsmalloc.c). */
const HANDLE = 8;
const LEAST_CLASS = 32;
const CLASSES_IN_A_PAGE = 256;

/**
 * zsmalloc (mm/zsmalloc.c): size classes a 256th of a page apart, each in chains of pages. Up to 6.2 the chain is the one that is used
 * best in percent, later the one that wastes the fewest bytes. Classes with the same pages and objects are one (`can_merge`).
 */
function zsmalloc(mostPages: number, chain: (bytes: number, pageBytes: number, most: number) => number): Allocator {
  const group = (bytes: number, pageBytes: number): Group => {
    const step = pageBytes / CLASSES_IN_A_PAGE;
    const size = Math.min(Math.max(LEAST_CLASS, Math.ceil((bytes + HANDLE) / step) * step), pageBytes);
    const frames = chain(size, pageBytes, mostPages);
    return { frames, fit: Math.floor((frames * pageBytes) / size) };
  };
  return {
    group,
    counted: (bytes, pageBytes) => (group(bytes, pageBytes).fit === 1 ? pageBytes : bytes),
    largest: (pageBytes) => pageBytes - 1,
  };
}

function bestUsed(bytes: number, pageBytes: number, most: number): number {
  const used = (pages: number) => {
    const whole = pages * pageBytes;
    return Math.floor(((whole - (whole % bytes)) * 100) / whole);
  };
  return leastBy(most, (pages) => -used(pages));
}

function leastWasted(bytes: number, pageBytes: number, most: number): number {
  return leastBy(most, (pages) => (pages * pageBytes) % bytes);
}

/** The first of 1 … most for which `of` is least. */
function leastBy(most: number, of: (pages: number) => number): number {
  const all = Array.from({ length: most }, (_, index) => index + 1);
  const least = Math.min(...all.map(of));
  return all.find((pages) => of(pages) === least) ?? 1;
}

/** Chunks of a page in zbud and z3fold; a header takes the first, or the first two. */
const CHUNKS = 64;

/** zbud and z3fold (mm/zbud.c, mm/z3fold.c): up to two, or three, pages in one, in chunks of a 64th of it. */
function buddies(most: number, headerChunks: number, beforePage: number, largest: Allocator["largest"]): Allocator {
  return {
    counted: (bytes) => bytes,
    group: (bytes, pageBytes) => {
      const chunks = Math.ceil((bytes + beforePage) / (pageBytes / CHUNKS));
      return { frames: 1, fit: Math.max(1, Math.min(most, Math.floor((CHUNKS - headerChunks) / chunks))) };
    },
    largest,
  };
}

/** zswap puts the slot's number before each page (`struct zswap_header`), where the allocator can write pages back. */
const SLOT_BYTES = 8;

/** zram's allocator, by kernel. */
export const zsmallocOf = {
  "6.1": zsmalloc(4, bestUsed),
  "6.12": zsmalloc(8, leastWasted),
} satisfies Readonly<Record<Kernel, Allocator>>;

/** zbud: two compressed pages in one at best. */
export const zbud = buddies(2, 1, SLOT_BYTES, (pageBytes) => pageBytes - 2 * (pageBytes / CHUNKS) - SLOT_BYTES);

/** z3fold: three at best; a page that takes nearly all of a frame gets it without a header. */
export const z3fold = buddies(3, 2, SLOT_BYTES, (pageBytes) => pageBytes - 1 - SLOT_BYTES);

/** Packed without gaps. */
export const gapless: Allocator = {
  counted: (bytes) => bytes,
  group: (bytes, pageBytes) => (bytes < pageBytes ? { frames: bytes, fit: pageBytes } : WHOLE),
  largest: (pageBytes) => pageBytes,
};
