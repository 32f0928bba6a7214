import type { Condensing } from "../../src/trace/condensing.ts";
import type { PlaceSink } from "../../src/trace/contract.ts";
import { formatNamed } from "../../src/trace/format/registry.ts";

/** The bytes of references to densely numbered pages in a format that can be written. */
export function encode(
  format: string,
  references: readonly (readonly [page: number, write: boolean])[],
  pageBytes: number | null = null,
  condensing: Condensing | null = null,
): Uint8Array<ArrayBuffer> {
  const encoder = formatNamed(format)?.encoder?.();
  if (encoder === undefined) throw new Error(`${format} cannot be written`);
  const pieces: Uint8Array[] = [];
  for (const [page, write] of references) {
    encoder.reference(page, write);
    pieces.push(...encoder.take());
  }
  pieces.push(...encoder.end(pageBytes, condensing));
  return joined(pieces);
}

/** Pieces of bytes as one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** libCacheSim's records. */
export function oracleRecords(
  records: readonly (readonly [time: number, id: bigint, size: number, next: bigint])[],
): Uint8Array<ArrayBuffer> {
  const words = new DataView(new ArrayBuffer(records.length * 24));
  records.forEach(([time, id, size, next], record) => {
    words.setUint32(record * 24, time, true);
    words.setBigUint64(record * 24 + 4, id, true);
    words.setUint32(record * 24 + 12, size, true);
    words.setBigInt64(record * 24 + 16, next, true);
  });
  return new Uint8Array(words.buffer);
}

/** Everything that is read from pieces of a trace: its pages as the format hands them on, those of other spaces as `space:page`. */
export function parse(
  format: string,
  chunks: readonly Uint8Array[],
  pageBytes = 4096,
  settings: { readonly [parameter: string]: string } = {},
): [number | string, boolean][] {
  const references: [number | string, boolean][] = [];
  const sink: PlaceSink = {
    reference: (page, write) => references.push([page, write]),
    place: (low, high, space, write) => {
      const page = (BigInt(high) << 32n) | BigInt(low);
      references.push([space === 0 ? String(page) : `${space}:${page}`, write]);
    },
  };
  const head = joined(chunks);
  const parser = formatNamed(format)?.open(
    { name: "t", pageBytes, settings: new Map(Object.entries(settings)), head },
    sink,
  );
  if (parser === undefined) throw new Error(`${format} is not a format`);
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return references;
}
