import { resolveCodec } from "../host/resolve-compression.ts";
import { type PageCounting, toPages } from "../key/pages.ts";
import { type DeviceNames, resolveSwap } from "../memory/resolve-part.ts";
import type { Path } from "../problem.ts";
import type { Swap, ZramSwap } from "../scenario.ts";
import type { WrittenGuestSwap } from "./written-guest-swap.ts";

/** Default of systemd's zram-generator: min(ram / 2, 4096) MiB, with no limit to what they take compressed. */
const ZRAM_SHARE = 0.5;
const ZRAM_MOST_BYTES = 4 * 2 ** 30;

/** A page that takes so much is stored whole: zsmalloc's huge class, 3632 of 4096 bytes with chains of eight pages (Documentation/mm/zsmalloc.rst). */
const WHOLE_SHARE = 3632 / 4096;

type Zram = Extract<WrittenGuestSwap, { readonly kind: unknown }>;

/** A guest's swap; nothing written is none. `counting` counts shares of the guest's memory. */
export function resolveGuestSwap(
  written: WrittenGuestSwap | undefined,
  devices: DeviceNames,
  path: Path,
  counting: PageCounting,
): Swap | ZramSwap {
  if (written === "zram") return resolveZram({ kind: "zram" }, path, counting);
  if (written !== undefined && "kind" in written) return resolveZram(written, path, counting);
  return resolveSwap(written, devices, path, counting);
}

function resolveZram(written: Zram, path: Path, counting: PageCounting): ZramSwap {
  const { pageBytes, wholePages } = counting;
  const { size, memoryLimit } = written;
  const standardPages = Math.min(Math.floor(wholePages * ZRAM_SHARE), ZRAM_MOST_BYTES / pageBytes);
  const { compressNs, decompressNs, imageBytes, volatileBytes, otherBytes } = resolveCodec(written, pageBytes);
  const stored = (bytes: number) => (bytes >= pageBytes * WHOLE_SHARE ? pageBytes : bytes);
  return {
    kind: "zram",
    pages: size === undefined ? standardPages : toPages(size, [...path, "size"], counting, 1),
    limitPages: memoryLimit === undefined ? null : toPages(memoryLimit, [...path, "memoryLimit"], counting, 1),
    compressNs,
    decompressNs,
    imageBytes: stored(imageBytes),
    volatileBytes: stored(volatileBytes),
    otherBytes: stored(otherBytes),
  };
}
