import * as v from "valibot";
import { suggestion } from "../../parameter/nearest.ts";
import * as key from "../key/keys.ts";
import * as leaf from "../key/leaf.ts";
import type { PageCounting } from "../key/pages.ts";
import { section, shorthand } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import type { Path, Report } from "../problem.ts";

/** The devices of a scenario by name; `null` when they cannot be known because their own section is wrong. */
export type DeviceNames = readonly string[] | null;

/** A swap area on a device; 0 pages: no swap. */
export interface Swap extends Settled<typeof swapKeys> {}

/** A swap area as it was written: its size alone, or with its device and readahead. */
export type WrittenSwap = v.InferOutput<typeof swapSchema>;

/** The key for the name of a device. */
export const deviceKey = (about: string) =>
  key.text({
    about,
    default: key.rule("the first device", ({ devices }: { readonly devices: DeviceNames }) => devices?.[0] ?? ""),
    example: "swap",
  });

const swapKeys = {
  size: key.size({ about: "Size of the swap area; 0: none.", example: "2GiB", to: "pages" }),
  device: deviceKey("Name of its device."),
  readahead: key.size({
    about:
      "Maximum memory read at a fault, the wanted page included, a power of two of pages; less is read while what was read ahead is not used; 1 page: only that one.",
    default: "8 pages",
    least: 1,
    most: 512,
    source: "vm.page-cluster 3",
  }),
};

/** A swap area as a group of keys. */
export const swapSection = section(swapKeys);

/** A swap area: its size alone, or with its device and readahead. */
export const swapSchema = shorthand(leaf.size, swapSection);

const { size: _, ...besideSize } = swapKeys;
const nothingBeside = v.parse(section(besideSize), {});

/** A swap area with its defaults. */
export function resolveSwap(written: WrittenSwap, devices: DeviceNames, path: Path, counting: PageCounting): Swap {
  const alone = !("size" in written);
  const full = alone ? { ...nothingBeside, size: written } : written;
  // Of a size alone nothing else can be wrong.
  const report: Report = alone ? (_, message) => counting.report(path, message) : counting.report;
  const swap = settle(swapKeys, full, path, { ...counting, report }, { devices });
  const { readaheadPages, device } = swap;
  if (!Number.isNaN(readaheadPages) && (readaheadPages & (readaheadPages - 1)) !== 0)
    report([...path, "readahead"], `${readaheadPages} pages is not a power of two: write 1, 2, 4, 8, 16 … pages`);
  checkDevice(device, devices, [...path, "device"], report);
  return swap;
}

/** Reports the name of a device that does not exist. */
export function checkDevice(name: string, devices: DeviceNames, path: Path, report: Report): void {
  if (devices !== null && !devices.includes(name))
    report(path, `there is no device ${name}, ${suggestion(name, devices)}`);
}
