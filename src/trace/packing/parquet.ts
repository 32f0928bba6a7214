import type { AsyncBuffer } from "hyparquet";
import type { PackingFormat } from "./format.ts";
import { joined } from "./joined.ts";
import { UnsupportedPacking } from "./unsupported.ts";

const MAGIC = [0x50, 0x41, 0x52, 0x31];
const LINES_A_PIECE = 4096;

/**
 * Parquet, unpacked into csv with the columns' names as its header, so that all settings of csv columns work for
 * its columns. A file is held in memory whole, because its directory is at its end.
 */
export const parquet = {
  name: "parquet",
  extensions: [".parquet"],
  unpackedExtension: ".csv",
  recognises: (head) => MAGIC.every((byte, at) => head[at] === byte),
  unpack: unpackParquet,
} as const satisfies PackingFormat;

async function* unpackParquet(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const [{ parquetMetadataAsync, parquetReadObjects }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  const file = inMemory(await wholeOf(chunks));
  const metadata = await parquetMetadataAsync(file);
  const [root, ...children] = metadata.schema;
  const nested = children.find(({ num_children = 0 }) => num_children > 0);
  if (nested !== undefined || root?.num_children !== children.length)
    throw new UnsupportedPacking(
      `its Parquet column ${nested?.name ?? children[0]?.name} holds columns itself, and a trace is a plain table: write it without nested columns`,
    );
  const columns = children.map(({ name }) => name);
  const encoder = new TextEncoder();
  const encode = (rows: readonly (readonly unknown[])[]) =>
    encoder.encode(rows.map((row) => `${row.map(field).join(",")}\n`).join(""));
  yield encode([columns]);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const rows = await parquetReadObjects({ file, metadata, compressors, columns, rowStart, rowEnd });
    for (let at = 0; at < rows.length; at += LINES_A_PIECE)
      yield encode(rows.slice(at, at + LINES_A_PIECE).map((row) => columns.map((column): unknown => row[column])));
    rowStart = rowEnd;
  }
}

/** A value as csv has it; a missing one is empty. */
function field(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const text = String(value);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function wholeOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return joined(pieces);
}

function inMemory({ buffer, byteLength }: Uint8Array<ArrayBuffer>): AsyncBuffer {
  return { byteLength, slice: (start, end) => buffer.slice(start, end) };
}
