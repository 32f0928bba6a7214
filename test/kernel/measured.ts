import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readTable, type TableRow } from "./table.ts";

/** Where the measurements are: the committed ones, or those in a folder of the same form. */
const folder = process.env.BALLONET_KERNEL ?? fileURLToPath(new URL("measured", import.meta.url));

/** The rows of a measured table, such as `replay.csv`; none if it was not measured. */
export function measured(file: string): TableRow[] {
  const path = `${folder}/${file}`;
  return existsSync(path) ? readTable(readFileSync(path, "utf8")) : [];
}

/** A cell of a measured table; throws if there is no such column. */
export function cell(row: TableRow, column: string): string {
  const value = row[column];
  if (value === undefined) throw new Error(`A table in ${folder} has no column ${column}.`);
  return value;
}

/** The line of the kernel that a row was measured on. */
export const kernelOf = (row: TableRow): "6.1" | "6.12" => (cell(row, "kernel").startsWith("6.1.") ? "6.1" : "6.12");
