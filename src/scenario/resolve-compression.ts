import { codecs } from "./codecs.ts";
import { type PageCounting, toPages } from "./pages.ts";
import type { Path } from "./problem.ts";
import type { Compression } from "./scenario.ts";
import type { WrittenCompression } from "./written-compression.ts";

/** zswap's max_pool_percent and accept_threshold_percent (mm/zswap.c). */
const LIMIT_SHARE = 0.2;
const ACCEPT_SHARE = 0.9;

/** The host's compression with all its constants; `counting` counts shares of the host's memory, of which VMs can use `usablePages`. */
export function resolveCompression(
  written: WrittenCompression | undefined,
  usablePages: number,
  path: Path,
  counting: PageCounting,
): Compression | null {
  if (written === undefined || written === "off") return null;
  const full: Exclude<WrittenCompression, string> = written === "zswap" ? { kind: written } : written;
  const { pageBytes, wholePages } = counting;
  const codec = codecs.find(({ name }) => name === (full.codec ?? "lzo-rle"));
  if (codec === undefined) throw new Error(`There is no codec "${full.codec}".`);
  const { ratio = codec.ratio, accept = ACCEPT_SHARE, keep = 1 } = full;
  const bytes = (by: number) => Math.ceil(pageBytes / by);
  const mostPages =
    full.limit === undefined
      ? Math.min(Math.floor(wholePages * LIMIT_SHARE), usablePages - 1)
      : toPages(full.limit, [...path, "limit"], counting, 1);
  if (mostPages >= usablePages)
    counting.report([...path, "limit"], "compressed pages could take all the memory there is to use: write less");
  const perPage = pageBytes / 4096;
  return {
    mostPages,
    acceptPages: Math.floor(mostPages * accept),
    keepBytes: Math.floor(pageBytes * keep),
    compressNs: full.compress ?? Math.round(codec.compressNs * perPage),
    decompressNs: full.decompress ?? Math.round(codec.decompressNs * perPage),
    imageBytes: bytes(full.imageRatio ?? ratio),
    volatileBytes: bytes(full.volatileRatio ?? ratio),
    otherBytes: bytes(ratio),
  };
}
