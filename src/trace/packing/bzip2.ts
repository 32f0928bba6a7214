/// <reference path="./untyped.d.ts" />
import type { PackingFormat } from "./format.ts";

/** bzip2, with any number of streams: what pbzip2 writes, and files put together with cat. */
export const bzip2 = {
  name: "bzip2",
  extensions: [".bz2"],
  recognises: ([b, z, h, level = 0]) => b === 0x42 && z === 0x5a && h === 0x68 && level >= 0x31 && level <= 0x39,
  unpack: unbzip2,
} as const satisfies PackingFormat;

async function* unbzip2(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Its bundle for browsers needs nothing else; its main file needs Node's streams.
  const { default: open } = await import("unbzip2-stream/dist/unbzip2-stream.min.js");
  const stream = open();
  let unpacked: Uint8Array[] = [];
  let failure: Error | null = null;
  stream.on("data", (bytes) => unpacked.push(bytes));
  stream.on("error", (error) => {
    failure ??= error;
  });
  const take = (): Uint8Array[] => {
    if (failure !== null) throw failure;
    const taken = unpacked;
    unpacked = [];
    return taken;
  };
  for await (const chunk of chunks) {
    stream.write(chunk);
    yield* take();
  }
  stream.end();
  yield* take();
}
