import { byteAt } from "../../list/byte-at.ts";

const TYPES = new Map([
  ["u8", 1],
  ["i8", 1],
  ["u16", 2],
  ["i16", 2],
  ["u32", 4],
  ["i32", 4],
  ["u64", 8],
  ["i64", 8],
]);

/** A number in a record: `u64@4` is 8 bytes without sign from byte 4 on. */
export class RecordField {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
  readonly #signed: boolean;
  readonly #little: boolean;
  /** The last number read, in two words; a negative one as in two's complement of 64 bits. */
  low = 0;
  high = 0;
  isNegative = false;

  private constructor(name: string, offset: number, bytes: number, signed: boolean, little: boolean) {
    this.name = name;
    this.offset = offset;
    this.bytes = bytes;
    this.#signed = signed;
    this.#little = little;
  }

  /** The field as written, or one sentence that says what is wrong with it. */
  static read(written: string, little: boolean, recordBytes: number): RecordField | string {
    const [, type = "", offset = ""] = /^([ui]\d+)@(\d+)$/.exec(written) ?? [];
    const bytes = TYPES.get(type);
    if (bytes === undefined) {
      return `"${written}" is not a field of a record: write a type (${[...TYPES.keys()].join(", ")}) and where it begins, such as u64@8`;
    }
    if (Number(offset) + bytes > recordBytes)
      return `"${written}" ends after the record, which has ${recordBytes} bytes`;
    return new RecordField(written, Number(offset), bytes, type.startsWith("i"), little);
  }

  /** Reads it from the record that begins at `at`. */
  take(bytes: Uint8Array, at: number): void {
    const from = at + this.offset;
    let low = 0;
    let high = 0;
    for (let place = 0; place < this.bytes; place++) {
      const byte = byteAt(bytes, this.#little ? from + this.bytes - 1 - place : from + place);
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | byte;
    }
    this.isNegative = false;
    if (this.#signed) {
      const sign = this.bytes === 8 ? high : low << (8 * (4 - this.bytes));
      this.isNegative = sign < 0;
      if (this.isNegative && this.bytes < 8) {
        high = -1;
        if (this.bytes < 4) low |= -1 << (8 * this.bytes);
      }
    }
    this.low = low >>> 0;
    this.high = high >>> 0;
  }

  /** The number, exact up to 2⁵³ − 1. */
  get value(): number {
    return this.high * 0x1_0000_0000 + this.low;
  }

  get isZero(): boolean {
    return this.low === 0 && this.high === 0;
  }
}
