import type { Condensing } from "../../condensing.ts";
import type { TraceEncoder } from "../../contract.ts";
import { crc32 } from "./crc32.ts";
import {
  BLOCK_HEADER_BYTES,
  HEADER_BYTES,
  MAGIC,
  MOST_BLOCK_REFERENCES,
  MOST_REFERENCE_BYTES,
  TRAILER,
  VERSION,
} from "./layout.ts";

const LARGEST_PAGE = 0x7fff_ffff;

/** Writes a `ballonet` trace; its pages must be numbered densely in first-seen order. */
export class BallonetEncoder implements TraceEncoder {
  readonly #payload = new Uint8Array(MOST_BLOCK_REFERENCES * MOST_REFERENCE_BYTES);
  #payloadBytes = 0;
  #blockReferences = 0;
  #previous = 0;
  #references = 0;
  #pages = 0;
  #writes = 0;
  #ready = [header()];

  reference(page: number, write: boolean): void {
    if (page > this.#pages || page > LARGEST_PAGE) {
      throw new RangeError(`page ${page} is not numbered densely: ${this.#pages} pages have been seen`);
    }
    if (page === this.#pages) this.#pages++;
    const step = page - this.#previous;
    this.#previous = page;
    const zigzag = step < 0 ? -2 * step - 1 : 2 * step;
    let rest = zigzag * 2 + (write ? 1 : 0);
    const payload = this.#payload;
    while (rest > 0x7f) {
      payload[this.#payloadBytes++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    payload[this.#payloadBytes++] = rest;
    this.#references++;
    if (write) this.#writes++;
    if (++this.#blockReferences === MOST_BLOCK_REFERENCES) this.#closeBlock();
  }

  take(): Uint8Array<ArrayBuffer>[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  end(pageBytes: number | null, condensing: Condensing | null = null): Uint8Array<ArrayBuffer>[] {
    if (this.#blockReferences > 0) this.#closeBlock();
    this.#ready.push(trailer([this.#references, this.#pages, this.#writes], pageBytes ?? 0, condensing));
    return this.take();
  }

  #closeBlock(): void {
    const block = new Uint8Array(BLOCK_HEADER_BYTES + this.#payloadBytes);
    const payload = block.subarray(BLOCK_HEADER_BYTES);
    payload.set(this.#payload.subarray(0, this.#payloadBytes));
    const words = new DataView(block.buffer);
    words.setUint32(0, this.#blockReferences, true);
    words.setUint32(4, this.#payloadBytes, true);
    words.setUint32(8, crc32(payload), true);
    this.#ready.push(block);
    this.#blockReferences = 0;
    this.#payloadBytes = 0;
  }
}

function header(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint32(MAGIC.length, VERSION, true);
  return bytes;
}

function trailer(counts: readonly number[], pageBytes: number, condensing: Condensing | null): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(TRAILER.bytes);
  const words = new DataView(bytes.buffer);
  const write = (at: number, count: number) => {
    words.setUint32(at, count % 0x1_0000_0000, true);
    words.setUint32(at + 4, Math.floor(count / 0x1_0000_0000), true);
  };
  counts.forEach((count, place) => {
    write(TRAILER.counts + 8 * place, count);
  });
  write(TRAILER.condensing.originalReferences, condensing?.originalReferences ?? 0);
  words.setUint32(TRAILER.condensing.condensedFrames, condensing?.condensedFrames ?? 0, true);
  words.setUint32(TRAILER.pageBytes, pageBytes, true);
  words.setUint32(TRAILER.crc, crc32(bytes.subarray(0, TRAILER.crc)), true);
  return bytes;
}
