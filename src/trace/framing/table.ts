import type { FormatSettings } from "../contract.ts";
import { ANY, BLANKS } from "./cells.ts";

/** Separators by name. */
export const SEPARATORS: ReadonlyMap<string, number> = new Map([
  ["comma", 0x2c],
  ["semicolon", 0x3b],
  ["tab", 0x09],
  ["bar", 0x7c],
  ["blank", BLANKS],
  ["any", ANY],
]);

/** How the rows of a table are cut. */
export interface TableFraming {
  /** A byte, `BLANKS` or `ANY`; `null`: the first row tells. */
  readonly separator: number | null;
  readonly header: "auto" | "yes" | "no";
  /** How many fields each row has; `null`: any number. */
  readonly fields: number | null;
  /** Beginnings of lines that are not rows. */
  readonly remarks: readonly Uint8Array[];
}

/** The settings of a table's framing, or one sentence that says what is wrong with them. */
export function readTableFraming(settings: FormatSettings): TableFraming | string {
  const written = settings.get("separator");
  const separator = written === undefined ? null : separatorOf(written);
  if (separator === undefined) {
    return `"${written}" is no separator: write ${[...SEPARATORS.keys()].join(", ")}, or one character`;
  }
  const fields = settings.get("fields");
  if (fields !== undefined && !/^[1-9]\d{0,3}$/.test(fields))
    return `fields is "${fields}", but must be a number from 1 to 9999`;
  const header = settings.get("header");
  const remarks = settings.get("remarks") ?? "#";
  return {
    separator,
    header: header === "yes" || header === "no" ? header : "auto",
    fields: fields === undefined ? null : Number(fields),
    remarks: remarks === "" ? [] : remarks.split(",").map((beginning) => new TextEncoder().encode(beginning)),
  };
}

function separatorOf(written: string): number | undefined {
  const named = SEPARATORS.get(written);
  if (named !== undefined) return named;
  return written.length === 1 && written.charCodeAt(0) < 128 ? written.charCodeAt(0) : undefined;
}
