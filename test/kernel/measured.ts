import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readTable, type TableRow } from "./table.ts";

const COMMITTED = fileURLToPath(new URL("measured", import.meta.url));

/** Where the measurements are: the committed ones, or those in a folder of the same form. */
const folder = resolve(process.env.BALLONET_KERNEL ?? COMMITTED);

/** Whether the measurements are the committed ones, of which every number that is off is known. */
export const areCommitted = folder === COMMITTED;

const read = (path: string) => (existsSync(path) ? readTable(readFileSync(path, "utf8")) : []);

/** The rows of a measured table, such as `replay.csv`; none if it was not measured. */
export const measured = (file: string): TableRow[] => read(`${folder}/${file}`);

/** The rows of a committed table, which tell something of other measurements, too: how far runs lie apart, what is known to be off. */
export const committed = (file: string): TableRow[] => read(`${COMMITTED}/${file}`);

/** A cell of a measured table; throws if there is no such column. */
export function cell(row: TableRow, column: string): string {
  const value = row[column];
  if (value === undefined) throw new Error(`A table in ${folder} has no column ${column}.`);
  return value;
}

/** The name of a row with the line of its kernel for the version: what is known of a row does not depend on that. */
export const ofLine = (name: string): string => name.replace(/^(\d+\.\d+)\.\d+\b/u, "$1");

/** The line of the kernel that a row was measured on. */
export const kernelOf = (row: TableRow): "6.1" | "6.12" => (cell(row, "kernel").startsWith("6.1.") ? "6.1" : "6.12");
