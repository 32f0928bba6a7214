import { escapeControls, wrapToWidth } from "../../words/width.ts";
import type { Told } from "../model/told.ts";

const COLUMNS = 96;

/** A comment behind a value: how sure it is, and where it came from. */
export function remark({ sure, from }: Told<unknown>): string {
  return ` ${sure}: ${escapeControls(from)}`;
}

/** A comment of whole lines, wrapped. */
export function lines(sentence: string): string {
  return wrapToWidth(escapeControls(sentence), COLUMNS)
    .map((line) => ` ${line}`)
    .join("\n");
}

/** A list under a title, as lines of a comment; nothing for an empty list. */
export function listed(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  return [
    "",
    ` ${title}:`,
    ...items.flatMap((item) =>
      wrapToWidth(escapeControls(item), COLUMNS - 2).map((line, i) => (i === 0 ? ` - ${line}` : `   ${line}`)),
    ),
  ];
}
