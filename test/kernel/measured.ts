import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readTable } from "./table.ts";

/** Where the measurements are: here, or in a folder of the same form. */
const folder = process.env.BALLONET_KERNEL ?? fileURLToPath(new URL(".", import.meta.url));

/** The rows of a measured table, such as `replay.csv`; none if it was not measured. */
export function measured(file: string): Readonly<Record<string, string>>[] {
  const path = `${folder}/${file}`;
  return existsSync(path) ? readTable(readFileSync(path, "utf8")) : [];
}

/** A cell of a measured table; throws if there is no such column. */
export function cell(row: Readonly<Record<string, string>>, column: string): string {
  const value = row[column];
  if (value === undefined) throw new Error(`A table in ${folder} has no column ${column}.`);
  return value;
}
