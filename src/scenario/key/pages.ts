import { partOf, writeShare } from "../../parameter/share.ts";
import { type Size, writeSize } from "../../parameter/size.ts";
import type { Path, Report } from "../problem.ts";

/** The largest amount of memory there can be, in pages. */
export const MOST_PAGES = 2 ** 30;

/** What a size is measured against. */
export interface PageCounting {
  readonly pageBytes: number;
  /** What a share is a share of; without it shares have been refused before. */
  readonly wholePages: number;
  readonly report: Report;
}

/**
 * A written size in pages. A share is rounded down, a size with a decimal fraction to the nearest page; any other size must be
 * whole pages. What is wrong is reported and becomes NaN: every comparison with it is false, so that no second problem follows
 * from the first.
 */
export function toPages(
  size: Size,
  path: Path,
  { pageBytes, wholePages, report }: PageCounting,
  least = 0,
  most = MOST_PAGES,
): number {
  const pages = inPages(size, pageBytes, wholePages);
  const written = writeWritten(size);
  if (Number.isNaN(pages)) return pages;
  if (pages > most) report(path, `${written} is too large: at most ${writePages(most, pageBytes)}`);
  else if (!Number.isInteger(pages))
    report(
      path,
      `${written} is not a whole number of ${writeSize(pageBytes)} pages: write ${wholeNear(pages, pageBytes)}`,
    );
  else if (pages < least) report(path, `${written} is too small: at least ${writePages(least, pageBytes)}`);
  else return pages;
  return Number.NaN;
}

/** Pages as a size a person would write, `2GiB`. */
export function writePages(pages: number, pageBytes: number): string {
  return writeSize(pages * pageBytes);
}

function inPages(size: Size, pageBytes: number, wholePages: number): number {
  if (size.unit === "share") return partOf(wholePages, size.share);
  if (size.unit === "pages") return size.pages;
  const pages = size.bytes / pageBytes;
  // Less than half a page is not none: it stays a fraction, which is refused.
  return size.decimal === undefined || pages < 0.5 ? pages : Math.round(pages);
}

function writeWritten(size: Size): string {
  if (size.unit === "share") return writeShare(size.share);
  return size.unit === "pages" ? `${size.pages} pages` : (size.decimal ?? writeSize(size.bytes));
}

function wholeNear(pages: number, pageBytes: number): string {
  const below = Math.floor(pages);
  const above = writePages(below + 1, pageBytes);
  return below === 0 ? above : `${writePages(below, pageBytes)} or ${above}`;
}
