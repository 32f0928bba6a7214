import type { Size } from "../../parameter/size.ts";
import { type Declare, kind } from "./key.ts";
import * as leaf from "./leaf.ts";
import { toPages } from "./pages.ts";

export { part, rule } from "./key.ts";

/** Limits of a size, in pages. */
interface PageLimits {
  readonly least?: number;
  readonly most?: number;
}

const same = <Value>(value: Value): Value => value;

/** A size such as `8GiB`; becomes pages. */
export const size: Declare<Size, number, "Pages", PageLimits> = kind(
  "Pages",
  () => leaf.size,
  (written, path, counting, { least, most }) => toPages(written, path, counting, least, most),
);

/** A size, or a share such as `80%` of the memory that is counted; becomes pages. */
export const sizeOrShare: Declare<Size, number, "Pages", PageLimits> = kind(
  "Pages",
  () => leaf.sizeOrShare,
  (written, path, counting, { least, most }) => toPages(written, path, counting, least, most),
);

/** An amount of memory that stays as it was written: what it is measured against is not known here. */
export const amount: Declare<Size, Size, "", { readonly shares: boolean }> = kind(
  "",
  ({ shares }) => (shares ? leaf.sizeOrShare : leaf.size),
  same,
);

/** A share, 0 … 1. */
export const share: Declare<number, number, "Share", object> = kind("Share", () => leaf.share, same);

/** A duration such as `250ms`; becomes nanoseconds, as do its limits. */
export const duration: Declare<number, number, "Ns", leaf.Limits> = kind("Ns", leaf.duration, same);

/** A rate such as `500MB/s`; becomes bytes per second. */
export const rate: Declare<number, number, "BytesPerSecond", object> = kind("BytesPerSecond", () => leaf.rate, same);

/** A whole number. */
export const count: Declare<number, number, "", leaf.Limits> = kind("", leaf.count, same);

/** Any finite number. */
export const number: Declare<number, number, "", leaf.Limits> = kind("", leaf.number, same);

/** `true` or `false`. */
export const flag: Declare<boolean, boolean, "", object> = kind("", () => leaf.flag(), same);

/** Any text that is not empty. */
export const text: Declare<string, string, "", { readonly example: string }> = kind(
  "",
  ({ example }) => leaf.text(example),
  same,
);

/** One of a few words. */
export function word<const Word extends string>(words: readonly Word[]): Declare<Word, Word, "", object> {
  return kind("", () => leaf.word(words), same);
}

/** What a schema of its own reads. */
export function read<Value>(schema: leaf.Leaf<Value>): Declare<Value, Value, "", object> {
  return kind("", () => schema, same);
}
