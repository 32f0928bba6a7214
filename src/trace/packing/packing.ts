import { TraceError } from "../error.ts";
import { bzip2 } from "./bzip2.ts";
import type { PackingFormat } from "./format.ts";
import { gzip } from "./gzip.ts";
import { lz4 } from "./lz4.ts";
import { parquet } from "./parquet.ts";
import { UnsupportedPacking } from "./unsupported.ts";
import { xz } from "./xz.ts";
import { zstd } from "./zstd.ts";

const packings = [gzip, zstd, xz, bzip2, lz4, parquet] as const satisfies readonly PackingFormat[];

/** How a file may be packed. */
export type Packing = "none" | (typeof packings)[number]["name"];

/** How a file of this name should be packed. */
export function packingOfName(name: string): Packing {
  return named(name)?.format.name ?? "none";
}

/** A file's name in small letters, with the ending that tells how it is packed replaced by that of what it holds, if any. */
export function nameWithoutPacking(name: string): string {
  const found = named(name);
  const lower = name.toLowerCase();
  if (found === null) return lower;
  const { format, extension } = found;
  return (
    lower.slice(0, lower.length - extension.length) + ("unpackedExtension" in format ? format.unpackedExtension : "")
  );
}

function named(name: string): { readonly format: (typeof packings)[number]; readonly extension: string } | null {
  const lower = name.toLowerCase();
  for (const format of packings) {
    const extension = format.extensions.find((ending) => lower.endsWith(ending));
    if (extension !== undefined) return { format, extension };
  }
  return null;
}

/** How a file that begins with these bytes is packed. Eight bytes are enough. */
export function packingOf(head: Uint8Array): Packing {
  return packings.find(({ recognises }) => recognises(head))?.name ?? "none";
}

/** Unpacks a file piece by piece; when its data cannot be unpacked, throws a `TraceError` of the trace `name`. */
export async function* unpack(
  packing: Exclude<Packing, "none">,
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  const format = packings.find((one) => one.name === packing);
  if (format === undefined) throw new Error(`no packing is called ${packing}`);
  // Unpackers wrap errors of their source in other words.
  let sourceError: unknown = null;
  const source = async function* () {
    try {
      for await (const chunk of chunks) if (chunk.length > 0) yield chunk;
    } catch (error) {
      sourceError = error;
      throw error;
    }
  };
  try {
    yield* format.unpack(source());
  } catch (error) {
    if (sourceError !== null) throw sourceError;
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof UnsupportedPacking) throw new TraceError(name, null, reason);
    throw new TraceError(name, null, `its ${packing} data is damaged or cut off (${reason})`);
  }
}
