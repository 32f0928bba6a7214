import { byteAt } from "../../../list/byte-at.ts";
import type { Condensing } from "../../condensing.ts";
import type { ReferenceSink, TraceFormat, TraceParser } from "../../contract.ts";
import { TraceError } from "../../error.ts";
import { crc32 } from "./crc32.ts";
import { BallonetEncoder } from "./encoder.ts";
import {
  BLOCK_HEADER_BYTES,
  HEADER_BYTES,
  MAGIC,
  MOST_BLOCK_REFERENCES,
  MOST_REFERENCE_BYTES,
  TRAILER,
  TRAILERS,
  type TrailerLayout,
} from "./layout.ts";

type Part = "header" | "block header" | "block" | "trailer" | "end";

class BallonetParser implements TraceParser {
  readonly #trace: string;
  readonly #sink: ReferenceSink;
  #part = new Uint8Array(TRAILER.bytes);
  #kind: Part = "header";
  /** The part that is being read: bytes read so far, and its size. */
  #have = 0;
  #want = HEADER_BYTES;
  #partBegins = 0;
  #block = { references: 0, crc: 0 };
  #previous = 0;
  #references = 0;
  #pages = 0;
  #writes = 0;
  #pageBytes = 0;
  #trailer: TrailerLayout = TRAILER;
  #condensing: Condensing | null | undefined;

  constructor(trace: string, sink: ReferenceSink) {
    this.#trace = trace;
    this.#sink = sink;
  }

  get pageBytes(): number | undefined {
    return this.#pageBytes === 0 ? undefined : this.#pageBytes;
  }

  get condensing(): Condensing | null | undefined {
    return this.#condensing;
  }

  get columns() {
    return { used: ["it holds numbered pages and which references write"], unused: [] };
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#kind === "end") throw this.#wrong("something follows the end of the trace");
      const taken = Math.min(chunk.length - at, this.#want - this.#have);
      this.#part.set(chunk.subarray(at, at + taken), this.#have);
      this.#have += taken;
      at += taken;
      if (this.#have === this.#want) this.#finish(this.#part.subarray(0, this.#want));
    }
  }

  end(): void {
    if (this.#kind === "end") return;
    const there = this.#have === 0 ? "is missing" : "is cut off";
    throw this.#wrong(`the trace is not complete: its ${this.#kind} ${there}`);
  }

  #finish(part: Uint8Array): void {
    const words = new DataView(part.buffer, part.byteOffset, part.byteLength);
    switch (this.#kind) {
      case "header":
        this.#readHeader(part, words);
        this.#expect("block header", BLOCK_HEADER_BYTES);
        break;
      case "block header":
        this.#readBlockHeader(words);
        break;
      case "block":
        this.#readBlock(part);
        this.#expect("block header", BLOCK_HEADER_BYTES);
        break;
      case "trailer":
        this.#readTrailer(part, words);
        this.#expect("end", 0);
        break;
    }
  }

  #expect(kind: Part, bytes: number): void {
    this.#partBegins += this.#want;
    this.#kind = kind;
    this.#have = 0;
    this.#want = bytes;
    if (bytes > this.#part.length) this.#part = new Uint8Array(bytes);
  }

  #readHeader(part: Uint8Array, words: DataView): void {
    if (!beginsWithMagic(part)) throw this.#wrong("it does not begin like a ballonet trace");
    const version = words.getUint32(MAGIC.length, true);
    const trailer = TRAILERS.get(version);
    if (trailer === undefined) {
      const known = [...TRAILERS.keys()].join(" and ");
      throw this.#wrong(`it has version ${version} of the format, but only ${known} are known`);
    }
    this.#trailer = trailer;
  }

  #readBlockHeader(words: DataView): void {
    const references = words.getUint32(0, true);
    const bytes = words.getUint32(4, true);
    this.#block = { references, crc: words.getUint32(8, true) };
    if (references === 0 && bytes === 0 && this.#block.crc === 0) {
      // The zeros are the trailer's beginning.
      this.#kind = "trailer";
      this.#want = this.#trailer.bytes;
      return;
    }
    const fits = bytes >= references && bytes <= references * MOST_REFERENCE_BYTES;
    if (references === 0 || references > MOST_BLOCK_REFERENCES || !fits) {
      throw this.#wrong("the header of a block is damaged");
    }
    this.#expect("block", bytes);
  }

  #readBlock(payload: Uint8Array): void {
    if (crc32(payload) !== this.#block.crc) throw this.#wrong("a block is damaged: its checksum does not match");
    let at = 0;
    for (let reference = 0; reference < this.#block.references; reference++) {
      let value = 0;
      let unit = 1;
      let byte = 0x80;
      while (byte > 0x7f) {
        // A value that passes the end or has a sixth byte is invalid.
        if (at === payload.length || unit > 2 ** 28) throw this.#wrong("a block holds an invalid reference");
        byte = byteAt(payload, at++);
        value += (byte & 0x7f) * unit;
        unit *= 0x80;
      }
      this.#take(value);
    }
    if (at !== payload.length) throw this.#wrong("a block holds more than its references");
  }

  #take(value: number): void {
    const write = value % 2 === 1;
    const zigzag = Math.floor(value / 2);
    const half = Math.floor(zigzag / 2);
    const page = this.#previous + (zigzag % 2 === 1 ? -half - 1 : half);
    if (page < 0 || page > this.#pages)
      throw this.#wrong(`a block refers to page ${page}, which is not the next new page`);
    if (page === this.#pages) this.#pages++;
    if (write) this.#writes++;
    this.#references++;
    this.#previous = page;
    this.#sink.reference(page, write);
  }

  #readTrailer(part: Uint8Array, words: DataView): void {
    const { counts, pageBytes, condensing, crc } = this.#trailer;
    if (crc32(part.subarray(0, crc)) !== words.getUint32(crc, true)) throw this.#wrong("its trailer is damaged");
    const count64 = (at: number) => words.getUint32(at + 4, true) * 0x1_0000_0000 + words.getUint32(at, true);
    [this.#references, this.#pages, this.#writes].forEach((count, place) => {
      const said = count64(counts + 8 * place);
      if (said === count) return;
      const what = ["references", "distinct pages", "writes"][place];
      throw this.#wrong(`its trailer counts ${said} ${what}, but there are ${count}: blocks are missing or doubled`);
    });
    this.#pageBytes = words.getUint32(pageBytes, true);
    if (condensing !== null) {
      const condensedFrames = words.getUint32(condensing.condensedFrames, true);
      const originalReferences = count64(condensing.originalReferences) || null;
      this.#condensing = condensedFrames === 0 ? null : { condensedFrames, originalReferences };
    }
  }

  #wrong(what: string): TraceError {
    return new TraceError(this.#trace, `byte ${this.#partBegins}`, what);
  }
}

function beginsWithMagic(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte);
}

/** ballonet's own compact traces: steps from page to page as varints, in blocks with checksums (docs/trace-format.md). */
export const ballonet: TraceFormat = {
  name: "ballonet",
  about: "ballonet's own: one to two bytes a reference, with page size, totals, what was left out, and checksums.",
  source: "docs/trace-format.md",
  parameters: {},
  extensions: [".btrace"],
  recognises: ({ bytes }) => (beginsWithMagic(bytes) ? "it begins like a ballonet trace" : null),
  check: () => null,
  open: ({ name }, sink) => new BallonetParser(name, sink),
  encoder: () => new BallonetEncoder(),
  tellsCondensing: true,
};
