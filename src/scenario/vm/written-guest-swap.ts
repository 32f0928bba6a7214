import * as v from "valibot";
import { codecEntries } from "../host/written-compression.ts";
import { size, sizeOrShare, word } from "../key/quantity.ts";
import { either, isSection, section } from "../key/section.ts";
import { swapSection } from "../memory/written-swap.ts";

/** A guest's swap as it was written. */
export type WrittenGuestSwap = v.InferOutput<typeof guestSwapSchema>;

const onDiskInOneWord = size(
  "Swap of the guest: its size, on a disk, or zram: in compressed memory of its own (as Linux does it); 0: none. Default: 0.",
  "2GiB",
);

const onDisk = swapSection(
  "Size of the swap area; 0: none. Of zram by default half of the VM's memory, but at most 4GiB.",
);

const zramInOneWord = word("Swap of the guest in compressed memory of its own.", ["zram"]);

const zram = section({
  kind: word("What the guest swaps to if not to a disk: zram, compressed memory of its own.", ["zram"]),
  size: v.optional(size("Size of the swap area.", "2GiB")),
  memoryLimit: v.optional(
    sizeOrShare(
      "Of zram: memory that the compressed pages take at most, a share being one of the VM's memory. Default: no limit.",
      "25%",
    ),
  ),
  ...codecEntries,
});

/** A guest's swap: on a disk, or in compressed memory of its own. */
export const guestSwapSchema = either([onDiskInOneWord, zramInOneWord, onDisk, zram], (written) => {
  if (isSection(written)) return "kind" in written ? zram : onDisk;
  return typeof written === "string" && /^\s*[a-z]/i.test(written) ? zramInOneWord : onDiskInOneWord;
});
