/** A table of comma-separated values with a head, each row by column; a value in quotes may hold commas and doubled quotes. */
export function readTable(text: string): Readonly<Record<string, string>>[] {
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
