import { quote, readMeasure, scale } from "../parameter/reading.ts";
import { readSize } from "../parameter/size.ts";
import { LabError } from "./error.ts";

/** Units for numbers of frames. */
export interface FramesBasis {
  /** Distinct pages of the trace, the base of percentages. */
  readonly distinctPages: number;
  readonly pageBytes: number;
}

const MOST = 2 ** 32 - 1;
const EXAMPLES =
  "write a count such as 1000, a range such as 3-7, a size such as 64MiB, or a percentage of the distinct pages such as 10%";

/** A range with more sizes is most likely a mistake. */
const MOST_OF_RANGE = 10_000;

/** Expands ranges such as `3-7` to single sizes. Throws a `LabError`. */
export function expandSizes(written: readonly (number | string)[]): string[] {
  return written.flatMap((one) => {
    const text = String(one).trim();
    const [, first, last] = /^(\d+)\s*[-–]\s*(\d+)$/u.exec(text) ?? [];
    if (first === undefined || last === undefined) return [text];
    const [from, to] = [Number(first), Number(last)];
    if (to < from) throw new LabError(`${quote(text)} ends before it begins: write ${to}-${from}`);
    if (to - from >= MOST_OF_RANGE) {
      throw new LabError(`${quote(text)} has ${to - from + 1} sizes: a range has at most ${MOST_OF_RANGE}`);
    }
    return Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
  });
}

/** A requested size, as written and in frames of one trace. */
export interface NamedSize {
  readonly size: string;
  readonly frames: number;
}

/** Reads sizes, each as `readFrames` does, or ranges of counts such as `3-7`. Throws a `LabError`. */
export function readSizes(written: readonly (number | string)[], basis: FramesBasis): NamedSize[] {
  return expandSizes(written).map((size) => ({ size, frames: readFrames(size, basis) }));
}

/** The different numbers of frames among sizes. */
export function framesOfSizes(sizes: readonly NamedSize[]): number[] {
  return [...new Set(sizes.map(({ frames }) => frames))];
}

/** Reads a number of frames: `1000`, `64MiB` or `10%` (rounded down, at least 1). Throws a `LabError`. */
export function readFrames(written: number | string, { distinctPages, pageBytes }: FramesBasis): number {
  const text = String(written).trim();
  const frames = framesOf(text, distinctPages, pageBytes);
  if (frames === null) throw new LabError(`${quote(text)} is not a number of frames: ${EXAMPLES}`);
  if (frames < 1) throw new LabError(`${quote(text)} is less than one frame: ${EXAMPLES}`);
  if (frames > MOST) throw new LabError(`${quote(text)} is too many frames: at most ${MOST}`);
  return frames;
}

function framesOf(text: string, distinctPages: number, pageBytes: number): number | null {
  const measure = readMeasure(text);
  if (measure === null || measure.number.startsWith("-")) return null;
  if (measure.unit === "") return /^\d+$/u.test(measure.number) ? Number(measure.number) : null;
  if (measure.unit === "%") {
    const percent = Number(measure.number);
    return percent > 0 ? Math.max(1, Math.floor(scale(measure.number, distinctPages) / 100)) : 0;
  }
  const size = readSize(text, { shares: false });
  if ("problem" in size) return null;
  if (size.value.unit === "pages") return size.value.pages;
  if (size.value.unit !== "bytes") return null;
  const { bytes, decimal } = size.value;
  return decimal === undefined ? Math.floor(bytes / pageBytes) : Math.round(bytes / pageBytes);
}
