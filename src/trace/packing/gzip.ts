import type { Gunzip } from "node:zlib";
import type { PackingFormat } from "./format.ts";

const PIECE_BYTES = 1 << 18;

/** gzip (RFC 1952), with any number of members: what bgzip writes, and files put together with cat. */
export const gzip = {
  name: "gzip",
  extensions: [".gz", ".bgz"],
  recognises: (head) => head[0] === 0x1f && head[1] === 0x8b,
  unpack: (chunks) => {
    const zlib = globalThis.process?.getBuiltinModule?.("node:zlib");
    return zlib === undefined
      ? gunzipByPako(chunks)
      : gunzipByNode(chunks, zlib.createGunzip({ chunkSize: PIECE_BYTES }));
  },
} as const satisfies PackingFormat;

/** Five times as fast as pako, and on a thread of its own. */
async function* gunzipByNode(chunks: AsyncIterable<Uint8Array>, stream: Gunzip): AsyncGenerator<Uint8Array> {
  const { Readable, pipeline } = process.getBuiltinModule("node:stream");
  // Errors are reported at the reading end.
  pipeline(Readable.from(chunks, { objectMode: false }), stream, () => undefined);
  yield* stream;
}

/** For browsers, whose `DecompressionStream` refuses a second member. */
export async function* gunzipByPako(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Inflate } = await import("pako");
  let unpacked: Uint8Array[] = [];
  let inflate: InstanceType<typeof Inflate> | null = null;
  for await (const chunk of chunks) {
    let rest = chunk;
    if (inflate === null || inflate.ended) {
      // A member may be padded with zero bytes.
      if (inflate !== null) rest = chunk.subarray(leadingZeros(chunk));
      if (rest.length === 0) continue;
      inflate = new Inflate({ chunkSize: PIECE_BYTES });
      inflate.onData = (bytes) => unpacked.push(bytes);
    }
    inflate.push(rest, false);
    if (inflate.err !== 0) throw new Error(inflate.msg || `error ${inflate.err}`);
    yield* unpacked;
    unpacked = [];
  }
  if (inflate?.ended !== true) throw new Error("unexpected end of file");
}

function leadingZeros(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? bytes.length : first;
}
