import * as v from "valibot";
import * as key from "../key/keys.ts";
import { size, word } from "../key/leaf.ts";
import type { PageCounting } from "../key/pages.ts";
import { either, section } from "../key/section.ts";
import { type Settled, settle, type Written } from "../key/settle.ts";
import { isSection } from "../key/written.ts";
import { codecKeys, kernelKey, type PageCompression, resolveCodec } from "../memory/codec.ts";
import { zsmallocOf } from "../memory/size-class.ts";
import { type DeviceNames, resolveSwap, type Swap, swapSection } from "../memory/swap.ts";
import type { Path } from "../problem.ts";

/** A guest's swap in compressed memory of the guest; bytes are those that a page takes in it, one of zeroes none. */
export interface ZramSwap extends Settled<typeof zramKeys>, PageCompression {
  readonly kind: "zram";
}

/** A guest's swap as it was written. */
export type WrittenGuestSwap = v.InferOutput<typeof guestSwapSchema>;

const GENERATOR_SHARE = 0.5;
const GENERATOR_MOST_BYTES = 4 * 2 ** 30;

const zramKeys = {
  size: key.size({
    about: "Size of the swap area.",
    default: key.rule(
      "half of the VM's memory, but at most 4GiB",
      ({ memoryPages, pageBytes }: { readonly memoryPages: number; readonly pageBytes: number }) =>
        Math.min(Math.floor(memoryPages * GENERATOR_SHARE), GENERATOR_MOST_BYTES / pageBytes),
    ),
    least: 1,
    example: "2GiB",
    source: "systemd's zram-generator, min(ram / 2, 4096)",
    to: "pages",
  }),
  memoryLimit: key.sizeOrShare({
    about: "Maximum memory of the compressed pages; a share is relative to the VM's memory.",
    default: key.rule("no limit", () => null),
    least: 1,
    example: "25%",
    to: "limitPages",
  }),
};

const zramSection = section({
  kind: key.word(["zram"])({ about: "Where the guest swaps to, if not to a disk: zram, its compressed memory." }),
  ...zramKeys,
  ...codecKeys,
});
const zramInOneWord = v.pipe(
  word(["zram"]),
  v.transform((kind) => v.parse(zramSection, { kind })),
);
const guestSwapSchema = either([size, zramInOneWord, swapSection, zramSection], (written) => {
  if (isSection(written)) return "kind" in written ? zramSection : swapSection;
  return typeof written === "string" && /^\s*[a-z]/i.test(written) ? zramInOneWord : size;
});

/** The key of a guest's swap. */
export const guestSwapKey = key.part(guestSwapSchema, {
  about:
    "Swap of the guest: its size on a disk, zram (compressed memory, as Linux does it), or a group of keys; 0: none.",
  default: 0,
  example: "2GiB",
});

/** A guest's swap; `counting` counts shares of the guest's memory. */
export function resolveGuestSwap(
  written: WrittenGuestSwap,
  devices: DeviceNames,
  path: Path,
  counting: PageCounting,
): Swap | ZramSwap {
  return "kind" in written ? resolveZram(written, path, counting) : resolveSwap(written, devices, path, counting);
}

function resolveZram(
  written: Written<typeof zramKeys> & Written<typeof codecKeys>,
  path: Path,
  counting: PageCounting,
): ZramSwap {
  const { pageBytes, wholePages } = counting;
  const { kernel } = settle({ kernel: kernelKey }, written, path, counting);
  return {
    kind: "zram",
    ...settle(zramKeys, written, path, counting, { memoryPages: wholePages, pageBytes }),
    ...resolveCodec(written, zsmallocOf[kernel], path, counting),
  };
}
