import { nearest } from "./nearest.ts";
import { quote, type Reading, readMeasure, scale } from "./reading.ts";
import { readShare } from "./share.ts";

/** An amount of memory as it was written: how many pages it is depends on the page size, for a share also on what it is a share of. */
export type Size =
  /** `decimal`: the text of a size with a decimal fraction, `3.8GiB`, which nobody means to the byte: it is rounded. */
  | { readonly unit: "bytes"; readonly bytes: number; readonly decimal?: string }
  | { readonly unit: "pages"; readonly pages: number }
  | { readonly unit: "share"; readonly share: number };

const UNITS = new Map([
  ["B", 1],
  ["KiB", 2 ** 10],
  ["MiB", 2 ** 20],
  ["GiB", 2 ** 30],
  ["TiB", 2 ** 40],
]);

/** Reads `8GiB`, `1.5 MiB`, `100000 pages` and 0; with `shares` also `80%` and numbers between 0 and 1. */
export function readSize(written: unknown, { shares }: { readonly shares: boolean }): Reading<Size> {
  const examples = shares
    ? "write a size such as 8GiB or 1000 pages, or a share such as 80%"
    : "write for example 8GiB or 1000 pages";
  if (typeof written === "number") {
    if (written === 0) return { value: { unit: "bytes", bytes: 0 } };
    if (shares && written > 0 && written < 1) return { value: { unit: "share", share: written } };
    if (!Number.isFinite(written) || written >= 1e15) return { problem: `${written} is not a size: ${examples}` };
    if (written < 0) return { problem: `${written} is negative: ${examples}` };
    return { problem: withoutUnit(String(written)) };
  }
  if (typeof written !== "string") return { problem: `${quote(written)} is not a size: ${examples}` };
  const measure = readMeasure(written);
  if (measure === null) return { problem: `${quote(written)} is not a size: ${examples}` };
  const { number, unit } = measure;
  if (number.startsWith("-")) return { problem: `${quote(written)} is negative: ${examples}` };
  if (unit === "%")
    return shares
      ? asShare(written)
      : { problem: `${quote(written)} is a share, and this is a size: write for example 8GiB` };
  if (unit === "pages" || unit === "page") {
    const pages = scale(number, 1);
    return Number.isInteger(pages)
      ? { value: { unit: "pages", pages } }
      : { problem: `${quote(written)} is not a whole number of pages` };
  }
  const factor = UNITS.get(unit);
  if (factor !== undefined) {
    const bytes = scale(number, factor);
    return { value: { unit: "bytes", bytes, ...(number.includes(".") ? { decimal: `${number}${unit}` } : {}) } };
  }
  if (unit === "" && Number(number) === 0) return { value: { unit: "bytes", bytes: 0 } };
  if (unit === "") return { problem: withoutUnit(number, quote(written)) };
  const meant = meantUnit(unit);
  if (/^[kmgt]b$/iu.test(unit))
    return { problem: `${quote(written)} is not a size: memory comes in binary units, write ${number}${meant}` };
  return { problem: `${quote(written)} is not a size: ${meant === null ? examples : `write ${number}${meant}`}` };
}

/** The more likely unit first: nobody has 4096 GiB. */
function withoutUnit(number: string, written = number): string {
  const [first, second] = Number(number) < 256 ? ["GiB", "MiB"] : ["MiB", "GiB"];
  return `${written} has no unit: write ${number}${first}, ${number}${second} or ${number} pages`;
}

function asShare(written: string): Reading<Size> {
  const share = readShare(written);
  return "problem" in share ? share : { value: { unit: "share", share: share.value } };
}

function meantUnit(unit: string): string | null {
  const letter = /^([kmgt])(?:i|b|ib|ibs|bytes?|ibibytes?)?$/iu.exec(unit)?.[1];
  if (letter !== undefined) return `${letter.toUpperCase()}iB`;
  const near = nearest(unit, [...UNITS.keys(), "pages"]);
  return near === "pages" ? " pages" : near;
}

/** A size in bytes; a share has none. */
export function bytesOf(size: Size, pageBytes: number): number | null {
  if (size.unit === "share") return null;
  return size.unit === "pages" ? size.pages * pageBytes : size.bytes;
}

/** Bytes as a person would write them in a scenario: the largest unit that divides them, `1536MiB`. */
export function writeSize(bytes: number): string {
  let written = `${bytes}B`;
  for (const [unit, factor] of UNITS) if (bytes > 0 && bytes % factor === 0) written = `${bytes / factor}${unit}`;
  return bytes === 0 ? "0" : written;
}
