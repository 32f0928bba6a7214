import type { PackingFormat } from "./format.ts";
import { UnsupportedPacking } from "./unsupported.ts";

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];

/** The kind of checksum, given by the low four bits of a stream's flags (xz file format 1.2.1, section 2.1.1.2). */
const CHECK_NONE = 0;
const CHECK_CRC32 = 1;
const CHECK_CRC64 = 4;

/** xz, with any number of streams and padding between them. */
export const xz = {
  name: "xz",
  extensions: [".xz"],
  recognises: (head) => MAGIC.every((byte, at) => head[at] === byte),
  unpack: unxz,
} as const satisfies PackingFormat;

async function* unxz(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Node finds only the default export of this CommonJS module, bundlers only the named one.
  const { default: library, XzReadableStream = library.XzReadableStream } = await import("xz-decompress");
  const iterator = chunks[Symbol.asyncIterator]();
  let isFirst = true;
  const source = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next();
        if (done === true) return controller.close();
        if (isFirst) checkCheck(value);
        isFirst = false;
        controller.enqueue(value);
      } catch (error) {
        controller.error(error);
      }
    },
  });
  const reader = new XzReadableStream(source).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function checkCheck(head: Uint8Array): void {
  const check = (head[7] ?? 0) & 15;
  if (check === CHECK_NONE || check === CHECK_CRC32 || check === CHECK_CRC64) return;
  throw new UnsupportedPacking(
    "its xz data is checked by SHA-256, which cannot be read: pack it again with xz --check=crc64",
  );
}
