import { guestImage } from "../machine/image.mjs";

const PAGES = 1024;
const LIBRARIES = ["lzo_compress", "lz4_compress", "lz4hc_compress", "zstd_compress", "lzo", "lzo-rle", "lz4", "zstd"];

export const programs = ["content"];
export const file = "zram.csv";
export const about = "memory that zram takes";

const CODECS = ["lzo-rle", "lz4", "zstd"];
const modules = [...LIBRARIES, "842_compress", "zsmalloc", "zram"];

/** Random bytes in each page: what a page compresses to follows from it. */
const SIZES = [0, 512, 1024, 1365, 1536, 2048, 2200, 2560, 2730, 3000, 3200, 3264, 3500, 3584, 3800, 4096];

/** Writes pages of each size into zram under each codec that the kernel has. */
export async function measure({ boot, kernel, folder, report }) {
  const initramfs = await guestImage({ kernel, folder, programs, modules });
  const guest = await boot({ kernel: kernel.image, initramfs, memoryMiB: 512 });
  try {
    await guest.run("cd /sys/block/zram0");
    const offered = (await guest.run("show comp_algorithm")).replaceAll(/[[\]]/g, "").trim().split(/ +/);
    for (const codec of CODECS.filter((one) => offered.includes(one))) {
      for (const randomBytes of SIZES) {
        await guest.run(`echo 1 >reset; echo ${codec} >comp_algorithm; echo 64M >disksize`);
        await guest.run(`content ${PAGES} ${randomBytes} 1 >/dev/zram0 && sync`);
        const [, compressedBytes, usedBytes, , , samePages, , hugePages] = (await guest.run("show mm_stat"))
          .trim()
          .split(/ +/)
          .map(Number);
        report({
          kernel: kernel.version,
          codec,
          random_bytes: randomBytes,
          pages: PAGES,
          compressed_bytes: compressedBytes,
          used_bytes: usedBytes,
          same_pages: samePages,
          huge_pages: hugePages,
        });
      }
    }
  } finally {
    await guest.stop();
  }
}
