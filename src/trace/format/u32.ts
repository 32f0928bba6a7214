import { byteAt } from "../../list/byte-at.ts";
import { elementAt } from "../../list/element-at.ts";
import type { ReferenceSink, TraceEncoder, TraceFormat, TraceParser, TraceSource } from "../contract.ts";
import { TraceError } from "../error.ts";
import { WRITE } from "../sink/list.ts";
import { Pieces } from "./pieces.ts";

const PAGE = 0x7fff_ffff;

class U32Parser implements TraceParser {
  readonly #source: TraceSource;
  readonly #sink: ReferenceSink;
  readonly #rest = new Uint8Array(4);
  #bytes = 0;

  constructor(source: TraceSource, sink: ReferenceSink) {
    this.#source = source;
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    const sink = this.#sink;
    let at = 0;
    let pending = this.#bytes % 4;
    this.#bytes += chunk.length;
    if (pending > 0) {
      while (pending < 4 && at < chunk.length) this.#rest[pending++] = byteAt(chunk, at++);
      if (pending < 4) return;
      this.#take(new DataView(this.#rest.buffer).getUint32(0, true));
    }
    const words = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const end = chunk.length - 3;
    for (; at < end; at += 4) {
      const word = words.getUint32(at, true);
      sink.reference(word & PAGE, word >= WRITE);
    }
    this.#rest.set(chunk.subarray(at));
  }

  end(): void {
    if (this.#bytes % 4 !== 0) {
      const whole = this.#bytes - (this.#bytes % 4);
      const what = `the last reference is cut off: ${this.#bytes} bytes are not a multiple of 4`;
      throw new TraceError(this.#source.name, `byte ${whole}`, what);
    }
  }

  get columns() {
    return { used: ["each word of 4 bytes is a page, its highest bit set for a write"], unused: [] };
  }

  #take(word: number): void {
    this.#sink.reference(word & PAGE, word >= WRITE);
  }
}

/** Raw 32-bit words, low byte first: bit 31 = write, the rest = page. Only a name or an option selects them. */
export const u32: TraceFormat = {
  name: "u32",
  about: "Raw 32-bit page numbers, low byte first; bit 31 set: a write. Only by its name (.u32) or when asked for.",
  source: "ballonet's own",
  parameters: {},
  extensions: [".u32"],
  recognises: () => null,
  check: () => null,
  open: (source, sink) => new U32Parser(source, sink),
  encoder: () => new U32Encoder(),
};

class U32Encoder implements TraceEncoder {
  readonly #pieces = new Pieces();

  reference(page: number, write: boolean): void {
    const pieces = this.#pieces;
    const word = write ? page | WRITE : page;
    pieces.byte(word & 0xff);
    pieces.byte((word >>> 8) & 0xff);
    pieces.byte((word >>> 16) & 0xff);
    pieces.byte(word >>> 24);
  }

  take(): Uint8Array<ArrayBuffer>[] {
    return this.#pieces.take();
  }

  end(): Uint8Array<ArrayBuffer>[] {
    return this.#pieces.end();
  }
}

/** The bytes of references in the `u32` format. */
export function encodeU32(references: Uint32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(references.length * 4);
  const words = new DataView(bytes.buffer);
  for (let at = 0; at < references.length; at++) words.setUint32(at * 4, elementAt(references, at, "reference"), true);
  return bytes;
}
