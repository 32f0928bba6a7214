import { guestImage } from "../machine/image.mjs";

export const programs = [];
export const file = "watermarks.csv";
export const about = "watermarks by size of the guest";

const SIZES_MIB = [256, 512, 640, 1024, 2048, 4096];

export async function measure(context) {
  for (const memoryMiB of SIZES_MIB) {
    const { minFreeKiB, min, low, high, dmaReserve } = await readWatermarks(context, memoryMiB);
    context.report({
      kernel: context.kernel.version,
      memory_mib: memoryMiB,
      min_free_kbytes: minFreeKiB,
      low_over_min: (low / min).toFixed(2),
      high_over_min: (high / min).toFixed(2),
      dma_reserve_pages: dmaReserve,
    });
  }
}

/** Watermarks of a freshly booted guest in pages, summed over its zones, and what lower zones keep from higher requests. */
async function readWatermarks({ boot, kernel, folder }, memoryMiB) {
  const initramfs = await guestImage({ kernel, folder, programs });
  const guest = await boot({ kernel: kernel.image, initramfs, memoryMiB });
  try {
    const zones = await guest.run("cat /proc/zoneinfo");
    const sum = (name) =>
      [...zones.matchAll(new RegExp(`^ +${name} +(\\d+)$`, "gm"))].reduce(
        (total, [, pages]) => total + Number(pages),
        0,
      );
    const [, reserves] = /zone +DMA\n[\s\S]*?protection: \(([^)]*)\)/.exec(zones);
    return {
      minFreeKiB: Number(await guest.run("cat /proc/sys/vm/min_free_kbytes")),
      min: sum("min"),
      low: sum("low"),
      high: sum("high"),
      dmaReserve: Math.max(...reserves.split(",").map(Number)),
    };
  } finally {
    await guest.stop();
  }
}
