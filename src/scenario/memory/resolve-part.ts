import { suggestion } from "../../parameter/nearest.ts";
import type { Parameter, ParameterValue, ParameterValues } from "../../parameter/parameter.ts";
import type { PolicyEntry } from "../catalogue.ts";
import { type Choice, entryOf, standardOf } from "../key/choice.ts";
import { type PageCounting, toPages } from "../key/pages.ts";
import { isSize, type Quantity } from "../key/quantity.ts";
import type { Path, Report } from "../problem.ts";
import type { PolicyChoice, Swap, Watermarks } from "../scenario.ts";
import type { WrittenWatermarks } from "../vm/written-vm.ts";
import { linuxWatermarks, NO_WATERMARKS } from "./watermarks.ts";
import type { WrittenSwap } from "./written-swap.ts";

const STANDARD_READAHEAD_PAGES = 8;

/** The devices of a scenario by name; `null` when they cannot be known because their own section is wrong. */
export type DeviceNames = readonly string[] | null;

/** All the parameters of a choice, defaults filled in. */
export function parameterValues(
  parameters: Readonly<Record<string, Parameter>>,
  { written }: Choice,
  path: Path,
  counting: PageCounting,
): ParameterValues {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      name,
      parameterValue(parameter, written[name], [...path, name], counting),
    ]),
  );
}

function parameterValue(
  parameter: Parameter,
  written: Quantity | undefined,
  path: Path,
  counting: PageCounting,
): ParameterValue {
  if (written === undefined) return standardOf(parameter);
  if (!isSize(written)) return written;
  return toPages(written, path, counting, parameter.least, parameter.most);
}

/** A replacement policy with all its parameters. */
export function resolvePolicy(
  written: Choice | undefined,
  policies: readonly PolicyEntry[],
  path: Path,
  counting: PageCounting,
): PolicyChoice {
  const choice = written ?? { kind: "clock", written: {} };
  return {
    kind: choice.kind,
    parameters: parameterValues(entryOf(policies, choice).parameters, choice, path, counting),
  };
}

/** A swap area; nothing written is no swap. */
export function resolveSwap(
  written: WrittenSwap | undefined,
  devices: DeviceNames,
  path: Path,
  counting: PageCounting,
): Swap {
  const full =
    written === undefined || !("size" in written) ? { size: written ?? { unit: "pages" as const, pages: 0 } } : written;
  const sizePath = written !== undefined && "size" in written ? [...path, "size"] : path;
  const readahead =
    full.readahead === undefined
      ? STANDARD_READAHEAD_PAGES
      : toPages(full.readahead, [...path, "readahead"], counting, 1, 512);
  if (!Number.isNaN(readahead) && (readahead & (readahead - 1)) !== 0) {
    counting.report([...path, "readahead"], `${readahead} pages is not a power of two: write 1, 2, 4, 8, 16 … pages`);
  }
  return {
    pages: toPages(full.size, sizePath, counting),
    device: resolveDevice(full.device, devices, [...path, "device"], counting.report),
    readaheadPages: readahead,
  };
}

/** The name of a device that exists; nothing written is the first. */
export function resolveDevice(written: string | undefined, devices: DeviceNames, path: Path, report: Report): string {
  if (written === undefined) return devices?.[0] ?? "";
  if (devices !== null && !devices.includes(written))
    report(path, `there is no device ${written}, ${suggestion(written, devices)}`);
  return written;
}

/** Watermarks of a memory of `wholePages`, of which `usablePages` are not spoken for. */
export function resolveWatermarks(
  written: WrittenWatermarks | undefined,
  usablePages: number,
  path: Path,
  counting: PageCounting,
): Watermarks {
  if (written === "off") return NO_WATERMARKS;
  if (written === undefined || written === "linux") {
    return linuxWatermarks(counting.wholePages, counting.pageBytes, usablePages);
  }
  const minPages = toPages(written.min, [...path, "min"], counting);
  const lowPages = toPages(written.low, [...path, "low"], counting);
  const highPages = toPages(written.high, [...path, "high"], counting);
  if (lowPages < minPages) counting.report([...path, "low"], "low is less than min: write min ≤ low ≤ high");
  if (highPages < lowPages) counting.report([...path, "high"], "high is less than low: write min ≤ low ≤ high");
  else if (highPages >= usablePages)
    counting.report([...path, "high"], "high is no less than the memory there is to use: reclaim would never end");
  return { minPages, lowPages, highPages };
}
