import type { ReferenceSink, TraceFormat, TraceParser } from "../contract.ts";
import { TraceError } from "../error.ts";
import { DensePages } from "../sink/dense.ts";

const RECORD_BYTES = 24;
const SIZE_AT = 12;
const ID_AT = 4;
const NEXT_AT = 16;

class OracleParser implements TraceParser {
  readonly #trace: string;
  readonly #sink: ReferenceSink;
  /** Ids are 64 bits wide, more than a page number may be: they are numbered here. */
  readonly #ids = new DensePages();
  readonly #rest = new Uint8Array(RECORD_BYTES);
  #bytes = 0;

  constructor(trace: string, sink: ReferenceSink) {
    this.#trace = trace;
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    let pending = this.#bytes % RECORD_BYTES;
    this.#bytes += chunk.length;
    if (pending > 0) {
      while (pending < RECORD_BYTES && at < chunk.length) this.#rest[pending++] = chunk[at++] ?? 0;
      if (pending < RECORD_BYTES) return;
      this.#take(new DataView(this.#rest.buffer), 0);
    }
    const records = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (; at + RECORD_BYTES <= chunk.length; at += RECORD_BYTES) this.#take(records, at);
    this.#rest.set(chunk.subarray(at));
  }

  end(): void {
    const over = this.#bytes % RECORD_BYTES;
    if (over === 0) return;
    const what = `the last record is cut off: ${this.#bytes} bytes are not a multiple of ${RECORD_BYTES}`;
    throw new TraceError(this.#trace, `byte ${this.#bytes - over}`, what);
  }

  #take(records: DataView, at: number): void {
    if (records.getUint32(at + SIZE_AT, true) === 0) return;
    const low = records.getUint32(at + ID_AT, true);
    const high = records.getUint32(at + ID_AT + 4, true);
    this.#sink.reference(this.#ids.numberOfWords(low, high), false);
  }
}

/** What a record says of the next request for the same id. */
type Next = number | "never";

/** Reads a signed 64-bit position that should come after `record`; `null`: it cannot be one. */
function nextRequest(records: DataView, at: number, record: number): Next | null {
  const low = records.getUint32(at, true);
  const high = records.getUint32(at + 4, true);
  if (low === 0xffff_ffff && (high === 0xffff_ffff || high === 0x7fff_ffff)) return "never";
  const next = high * 0x1_0000_0000 + low;
  return high < 4 && next > record ? next : null;
}

/** Times never go back, sizes are not 0, and what is said of the next request for an id is true as far as can be seen. */
function recognises(head: Uint8Array): boolean {
  const records = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const count = Math.floor(head.length / RECORD_BYTES);
  const pending = new Map<string, Next>();
  let time = 0;
  for (let record = 0; record < count; record++) {
    const at = record * RECORD_BYTES;
    const now = records.getUint32(at, true);
    const next = nextRequest(records, at + NEXT_AT, record);
    if (now < time || next === null || records.getUint32(at + SIZE_AT, true) === 0) return false;
    time = now;
    const id = `${records.getUint32(at + ID_AT, true)} ${records.getUint32(at + ID_AT + 4, true)}`;
    const foretold = pending.get(id);
    // Positions are counted from 0 by some and from 1 by others.
    if (foretold !== undefined && foretold !== record && foretold !== record + 1) return false;
    pending.set(id, next);
  }
  return count > 0;
}

/** libCacheSim's binary traces: 24 bytes a request, low byte first. Requests of size 0 are skipped, as libCacheSim does. */
export const oracleGeneral: TraceFormat = {
  name: "oracle-general",
  about: "libCacheSim's 24-byte records (time, 64-bit id, size, next request): each id is a page, and read.",
  source: "https://github.com/1a1a11a/libCacheSim",
  parameters: {},
  extensions: [".oraclegeneral", ".oraclegeneral.bin"],
  recognises,
  open: ({ name }, sink) => new OracleParser(name, sink),
};
