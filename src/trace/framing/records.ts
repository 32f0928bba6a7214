import type { TraceParser } from "../contract.ts";
import { TraceError } from "../error.ts";

/** Takes the record that begins at `at`; returns what is wrong with it, if anything is. */
export type RecordReader = (bytes: Uint8Array, at: number) => string | null;

/** Cuts bytes into records of one size behind a header. */
export class RecordParser implements TraceParser {
  readonly #trace: string;
  readonly #headerBytes: number;
  readonly #recordBytes: number;
  readonly #what: string;
  readonly #read: RecordReader;
  readonly #rest: Uint8Array;
  #restBytes = 0;
  /** Bytes before the next record, or before the kept beginning of one. */
  #done = 0;

  /** `what`: a record in one word, for messages. */
  constructor(trace: string, headerBytes: number, recordBytes: number, what: string, read: RecordReader) {
    this.#trace = trace;
    this.#headerBytes = headerBytes;
    this.#recordBytes = recordBytes;
    this.#what = what;
    this.#read = read;
    this.#rest = new Uint8Array(recordBytes);
  }

  push(chunk: Uint8Array): void {
    const size = this.#recordBytes;
    let at = 0;
    if (this.#done < this.#headerBytes) {
      at = Math.min(chunk.length, this.#headerBytes - this.#done);
      this.#done += at;
    }
    if (this.#restBytes > 0) {
      const taken = Math.min(chunk.length - at, size - this.#restBytes);
      this.#rest.set(chunk.subarray(at, at + taken), this.#restBytes);
      this.#restBytes += taken;
      at += taken;
      if (this.#restBytes < size) return;
      this.#take(this.#rest, 0);
      this.#restBytes = 0;
    }
    for (; at + size <= chunk.length; at += size) this.#take(chunk, at);
    this.#rest.set(chunk.subarray(at));
    this.#restBytes = chunk.length - at;
  }

  end(): void {
    const bytes = this.#done + this.#restBytes;
    if (this.#done < this.#headerBytes) {
      throw new TraceError(
        this.#trace,
        null,
        `its header of ${this.#headerBytes} bytes is cut off: there are ${bytes}`,
      );
    }
    if (this.#restBytes === 0) return;
    const behind = this.#headerBytes === 0 ? "" : ` behind the header`;
    const what = `the last ${this.#what} is cut off: ${bytes - this.#headerBytes} bytes${behind} are not a multiple of ${this.#recordBytes}`;
    throw new TraceError(this.#trace, `byte ${this.#done}`, what);
  }

  #take(bytes: Uint8Array, at: number): void {
    const problem = this.#read(bytes, at);
    if (problem !== null) throw new TraceError(this.#trace, `byte ${this.#done}`, problem);
    this.#done += this.#recordBytes;
  }
}
