/** A memory that Linux runs in, and how much of it the kernel, or the host itself, keeps. */
export interface LinuxMemory {
  readonly memoryPages: number;
  readonly keptPages: number;
}

const MIB = 2 ** 20;

/** Where zone DMA32 begins, and where zone Normal does on a PC of QEMU. */
const DMA32_FROM = 16 * MIB;
const NORMAL_FROM = 3072 * MIB;

/** What the allocator of zone DMA does not get: the first MiB. */
const BELOW_DMA = MIB;

/**
 * What the allocator does not get of a memory: the kernel's image and early data, and about a 64th for page descriptors. Measured with
 * Linux 6.1 at 256 MiB to 1 GiB.
 */
const IMAGE = 45 * MIB;
const DESCRIPTORS = 1 / 60;

/** Linux has transparent huge pages from this much managed memory on (`hugepage_init` in mm/huge_memory.c). */
const LEAST_WITH_HUGE_PAGES = 512 * MIB;

/** What khugepaged wants free for each zone (`set_recommended_min_free_kbytes`): 2 + 3 × 3 pageblocks of 2 MiB; 5 % of memory at most. */
const HUGE_PAGES_PER_ZONE = 11 * 2 * MIB;
const HUGE_PAGES_SHARE = 0.05;

/** `watermark_scale_factor` 10, and `lowmem_reserve_ratio` 256. */
const SCALE = 0.001;
const RESERVE = 1 / 256;

/** What the allocator manages of a memory by zones, in bytes. */
interface Zones {
  readonly dma: number;
  readonly dma32: number;
  readonly normal: number;
  readonly all: number;
}

/**
 * Linux's watermarks of all zones together on x86-64: what is free when no zone gives a program, or the balloon, another page is min,
 * and so on. Each includes the reserve, which the lower zones keep from both. Where high would take half of the usable memory or more,
 * all of them shrink to stay below it.
 */
export function linuxWatermarks({ memoryPages, keptPages }: LinuxMemory, pageBytes: number, hugePages: boolean) {
  const zones = zonesOf(memoryPages * pageBytes, keptPages * pageBytes);
  const least = minBytes(zones, hugePages);
  const distance = distanceBytes(least, zones.all);
  const reserve = reserveBytes(zones, least);
  const pages = (bytes: number) => Math.floor(bytes / pageBytes);
  const highPages = pages(least + 2 * distance + reserve);
  const reservePages = pages(reserve);
  const usablePages = memoryPages - keptPages;
  if (highPages < usablePages / 2)
    return { minPages: pages(least + reserve), lowPages: pages(least + distance + reserve), highPages, reservePages };
  const most = Math.max(0, Math.ceil(usablePages / 2) - 1);
  return {
    minPages: Math.floor(most / 2),
    lowPages: Math.floor((most * 3) / 4),
    highPages: most,
    reservePages: Math.floor(most * Math.min(reservePages / Math.max(highPages, 1), 1 / 2)),
  };
}

function zonesOf(memory: number, kept: number): Zones {
  const all = memory - Math.min(kept, IMAGE + memory * DESCRIPTORS);
  const dma = Math.min(all, DMA32_FROM - BELOW_DMA);
  const normal = Math.max(0, memory - NORMAL_FROM);
  return { dma, dma32: Math.max(0, all - dma - normal), normal, all };
}

/** `min_free_kbytes`: √(16 × KiB) KiB within 128 KiB … 256 MiB, or what khugepaged wants if that is more. */
function minBytes({ dma, dma32, normal, all }: Zones, hugePages: boolean): number {
  const root = Math.min(Math.max(Math.floor(Math.sqrt((all / 1024) * 16)), 128), 262144) * 1024;
  if (!hugePages || all < LEAST_WITH_HUGE_PAGES) return root;
  const populated = [dma, dma32, normal].filter((zone) => zone > 0).length;
  const aboveHigh = all - root - 2 * distanceBytes(root, all);
  return Math.max(root, Math.min(HUGE_PAGES_PER_ZONE * populated, aboveHigh * HUGE_PAGES_SHARE));
}

/** From min to low, and from low to high: a quarter of min, or 0.1 % of memory if that is more. */
function distanceBytes(min: number, all: number): number {
  return Math.max(min / 4, all * SCALE);
}

/** `lowmem_reserve`: what the lower zones keep from programs, which could have pages of a higher one; at most what they have above min. */
function reserveBytes({ dma, dma32, normal, all }: Zones, min: number): number {
  const aboveMin = (zone: number) => zone * Math.max(0, 1 - min / all);
  return Math.min(aboveMin(dma), (dma32 + normal) * RESERVE) + Math.min(aboveMin(dma32), normal * RESERVE);
}
