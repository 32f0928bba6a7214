import type { Handle } from "./abi.ts";

/** Reads fields of the engine's records. The engine never grows its memory once it is built, so one view serves. */
export class Memory {
  readonly #view: DataView;

  constructor(memory: WebAssembly.Memory) {
    this.#view = new DataView(memory.buffer);
  }

  u32(record: Handle, offset: number): number {
    return this.#view.getUint32(record + offset, true);
  }

  /** A 64-bit count; exact below 2⁵³. */
  u64(record: Handle, offset: number): number {
    return Number(this.#view.getBigUint64(record + offset, true));
  }
}
