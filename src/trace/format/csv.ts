import type { FormatSettings, Head, TraceFormat } from "../contract.ts";
import { readTableFraming } from "../framing/table.ts";
import { MEANING_PARAMETERS, readMeaning } from "../meaning/meaning.ts";
import { TableParser } from "./table.ts";

const text = (about: string) => ({ unit: "text", default: null, about }) as const;

function check(settings: FormatSettings): string | null {
  const framing = readTableFraming(settings);
  if (typeof framing === "string") return framing;
  const meaning = readMeaning(settings);
  return typeof meaning === "string" ? meaning : null;
}

/** Tables: rows of fields separated by a separator or by blanks. */
export const csv: TraceFormat = {
  name: "csv",
  about: "A table with a column of pages, addresses or ids; columns by name, or counted from 1.",
  source: "RFC 4180, https://www.rfc-editor.org/rfc/rfc4180; also with semicolons, tabs, bars and runs of blanks",
  parameters: {
    ...MEANING_PARAMETERS,
    separator: text(
      "comma, semicolon, tab, bar, blank (runs of blanks and tabs), any (runs of blanks, commas and semicolons), or one character. Default: as the first row shows.",
    ),
    header: {
      unit: "text",
      default: "auto",
      choices: ["auto", "yes", "no"],
      about: "Whether the first row names the columns; auto: when it holds words where the rows below it hold numbers.",
    },
    fields: text("How many fields every row has; other rows are refused."),
    remarks: text("Beginnings of lines that are not rows, separated by commas. Default: #."),
  },
  extensions: [],
  sharedExtensions: [".csv", ".tsv"],
  recognises: (_: Head) => null,
  check,
  open: (source, sink) => {
    const settings = source.settings ?? new Map<string, string>();
    const framing = readTableFraming(settings);
    const meaning = readMeaning(settings);
    if (typeof framing === "string" || typeof meaning === "string") throw new Error(`${framing} ${meaning}`);
    return new TableParser(source, "csv", framing, meaning, sink);
  },
};
