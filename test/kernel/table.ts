/** A row of a table: its cells by column. */
export type TableRow = Readonly<Record<string, string>>;

/** A table of comma-separated values with a head, each row by column; a value in quotes may hold commas and doubled quotes. */
export function readTable(text: string): TableRow[] {
  const [head = [], ...rows] = text
    .trim()
    .split(/\r?\n/u)
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
      ),
    );
  return rows.map((row) => Object.fromEntries(head.map((column, at) => [column, row[at] ?? ""])));
}
