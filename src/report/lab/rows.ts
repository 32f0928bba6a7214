import { table, type Value } from "../run/csv.ts";

/** What a column of a table holds: text, whole numbers, or numbers. */
export type ColumnType = "text" | "count" | "number";

/** A column of a table that programs read, and how its value is found in a row; `null`: none there. */
export interface DataColumn<R> {
  readonly name: string;
  readonly type: ColumnType;
  of(row: R): string | number | null;
}

/** A column of whole numbers. */
export function count<R>(name: string, of: (row: R) => number | null): DataColumn<R> {
  return { name, type: "count", of };
}

/** A column of numbers. */
export function number<R>(name: string, of: (row: R) => number | null): DataColumn<R> {
  return { name, type: "number", of };
}

/** A column of text. */
export function text<R>(name: string, of: (row: R) => string | null): DataColumn<R> {
  return { name, type: "text", of };
}

/** Rows after RFC 4180; what there is none of is empty. */
export function rowsCsv<R>(columns: readonly DataColumn<R>[], rows: readonly R[]): string {
  const lines = rows.map((row) => columns.map(({ of }): Value => of(row) ?? ""));
  return table([columns.map(({ name }) => name), ...lines]);
}

const PARQUET_TYPES = { text: "STRING", count: "INT64", number: "DOUBLE" } as const;

/** Rows as a Parquet file (https://parquet.apache.org), every column with its type; what there is none of is null. */
export async function rowsParquet<R>(columns: readonly DataColumn<R>[], rows: readonly R[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const buffer = parquetWriteBuffer({
    columnData: columns.map(({ name, type, of }) => ({
      name,
      type: PARQUET_TYPES[type],
      nullable: true,
      data: rows.map((row) => {
        const value = of(row);
        return type === "count" && typeof value === "number" ? BigInt(value) : value;
      }),
    })),
  });
  return new Uint8Array(buffer);
}
