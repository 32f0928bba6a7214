import { elementAt } from "../list/element-at.ts";

/** Where a record of this name lies in the engine's memory. */
export type Address<Name extends string> = number & { readonly record: Name };

/** How a field is stored: as a number, a boolean, or the index of one of these words. */
type Stored = "u8" | "u16" | "u32" | "u64" | "f64" | "bool" | readonly string[];
type Value = number | boolean | string;

/** Where the fields of a record lie that TypeScript writes. */
export interface Layout<Name extends string, Record extends { readonly [field in keyof Record]: Value }> {
  readonly name: Name;
  readonly fields: { readonly [field in keyof Record]: { readonly at: number; readonly as: Stored } };
}

/** An instance of a module with room for the record that is passed to a function. */
interface Instance {
  readonly memory: WebAssembly.Memory;
  scratch(): number;
}

/** Writes a whole record for the next call, which reads it before it returns. */
export function write<Name extends string, Record extends { readonly [field in keyof Record]: Value }>(
  engine: Instance,
  { name, fields }: Layout<Name, Record>,
  values: NoInfer<Record>,
): Address<Name> {
  const address = engine.scratch() >>> 0;
  const view = new DataView(engine.memory.buffer);
  for (const field in fields) store(view, address, fields[field], values[field], `${name}.${field}`);
  return addressOf<Name>(address);
}

/** The only place where a number becomes an address. */
function addressOf<Name extends string>(number: number): Address<Name> {
  return number as Address<Name>;
}

function store(view: DataView, record: number, place: { at: number; as: Stored }, value: Value, field: string): void {
  const { at, as } = place;
  const address = record + at;
  const number = typeof as === "object" ? as.indexOf(String(value)) : Number(value);
  if (!(number >= 0)) throw new RangeError(`${field} cannot be ${value}.`);
  if (as === "f64") view.setFloat64(address, number, true);
  else if (as === "u64") storeU64(view, address, number);
  else if (as === "u8" || as === "bool") view.setUint8(address, number);
  else if (as === "u16") view.setUint16(address, number, true);
  else view.setUint32(address, number, true);
}

/** Drops the fraction; a number that is too large becomes the largest u64, as in WebAssembly's conversion. */
function storeU64(view: DataView, address: number, number: number): void {
  const whole = Math.trunc(number);
  const fits = whole < 2 ** 64;
  view.setUint32(address, fits ? whole % 2 ** 32 : 0xffff_ffff, true);
  view.setUint32(address + 4, fits ? Math.floor(whole / 2 ** 32) : 0xffff_ffff, true);
}

/** The engine's memory, for reading. It never grows once everything is built, so that its views last. */
export class Memory {
  readonly #buffer: ArrayBuffer;
  readonly #bytes: Uint8Array;
  readonly #halves: Uint16Array;
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;

  constructor({ buffer }: WebAssembly.Memory) {
    this.#buffer = buffer;
    this.#bytes = new Uint8Array(buffer);
    this.#halves = new Uint16Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }

  // Each checks the bound itself, because one function for arrays of several types is slow.
  u8(address: number): number {
    const value = this.#bytes[address];
    return value === undefined ? this.#beyond(address) : value;
  }

  u16(address: number): number {
    const value = this.#halves[address >>> 1];
    return value === undefined ? this.#beyond(address) : value;
  }

  u32(address: number): number {
    const value = this.#words[address >>> 2];
    return value === undefined ? this.#beyond(address) : value;
  }

  /** A 64-bit count; exact below 2⁵³. */
  u64(address: number): number {
    return this.u32(address) + this.u32(address + 4) * 2 ** 32;
  }

  f64(address: number): number {
    const value = this.#doubles[address >>> 3];
    return value === undefined ? this.#beyond(address) : value;
  }

  #beyond(address: number): never {
    throw new RangeError(`There is no address ${address}: the engine has ${this.#bytes.length} bytes.`);
  }

  /** The row that an element of a row of addresses points to, to be read in words. */
  rowIn(rows: Address<"row of usize">, index: number): Address<"row of u32"> {
    return addressOf(this.u32(rows + 4 * index));
  }

  /** The first bytes of a row, in place. */
  bytesOf(row: Address<"row of u8">, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer, row, length);
  }

  halvesOf(row: Address<"row of u16">, length: number): Uint16Array<ArrayBuffer> {
    return new Uint16Array(this.#buffer, row, length);
  }

  wordsOf(row: Address<"row of u32">, length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#buffer, row, length);
  }

  doublesOf(row: Address<"row of f64">, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#buffer, row, length);
  }
}

/** A record in the engine's memory. The classes of single records are generated: a getter for each field. */
export class Struct<Name extends string> {
  readonly memory: Memory;
  readonly at: Address<Name>;

  constructor(memory: Memory, address: Address<Name>) {
    if (address === 0) throw new RangeError("There is no record at address 0.");
    this.memory = memory;
    this.at = address;
  }

  protected u8(offset: number): number {
    return this.memory.u8(this.at + offset);
  }

  protected u16(offset: number): number {
    return this.memory.u16(this.at + offset);
  }

  protected u32(offset: number): number {
    return this.memory.u32(this.at + offset);
  }

  protected u64(offset: number): number {
    return this.memory.u64(this.at + offset);
  }

  protected f64(offset: number): number {
    return this.memory.f64(this.at + offset);
  }

  /** The record or row that a field points to. */
  protected address<Pointed extends string>(offset: number): Address<Pointed> {
    return addressOf<Pointed>(this.u32(offset));
  }
}

/** The word that a field stands for. */
export function choice<Word extends string>(words: readonly Word[], number: number): Word {
  return elementAt(words, number, "word for number");
}
