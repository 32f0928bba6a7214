import { guestImage } from "../machine/image.mjs";

export const programs = [];
export const file = "watermarks.csv";
export const about = "watermarks by size of the guest";

const SIZES_MIB = [256, 512, 640, 1024, 2048, 4096];

/** Watermarks of a freshly booted guest of each size, and what zone DMA keeps from requests that a higher zone could serve. */
export async function measure(context) {
  for (const memoryMiB of SIZES_MIB) {
    const { minFree, zones } = await context.persist(() => readZones(context, memoryMiB));
    const sum = (mark) => zones.reduce((total, zone) => total + zone[mark], 0);
    context.report({
      kernel: context.kernel.version,
      memory_mib: memoryMiB,
      min_free_kbytes: minFree,
      low_over_min: (sum("low") / sum("min")).toFixed(2),
      high_over_min: (sum("high") / sum("min")).toFixed(2),
      dma_reserve_pages: zones[0].reserve,
    });
  }
}

/** The zones that have memory. These files are read with cat: read byte by byte, a number in /proc/sys ends after its first digit. */
async function readZones({ boot, kernel, folder }, memoryMiB) {
  const initramfs = await guestImage({ kernel, folder, programs });
  const guest = await boot({ kernel: kernel.image, initramfs, memoryMiB });
  try {
    const zones = (await guest.run("cat /proc/zoneinfo")).split(/^Node /m).map(zoneOf);
    const minFree = Number(await guest.run("cat /proc/sys/vm/min_free_kbytes"));
    return { minFree, zones: zones.filter(({ managed }) => managed > 0) };
  } finally {
    await guest.stop();
  }
}

function zoneOf(text) {
  const pages = (name) => Number(new RegExp(`^ +${name} +(\\d+)$`, "m").exec(text)?.[1] ?? 0);
  const [, reserves = "0"] = /protection: \(([^)]*)\)/.exec(text) ?? [];
  const reserve = Math.max(...reserves.split(",").map(Number));
  return { managed: pages("managed"), min: pages("min"), low: pages("low"), high: pages("high"), reserve };
}
