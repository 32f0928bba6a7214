const PIECE_BYTES = 1 << 16;

/** A buffer that collects bytes and returns them in pieces. */
export class Pieces {
  #full: Uint8Array<ArrayBuffer>[] = [];
  #piece = new Uint8Array(PIECE_BYTES);
  #bytes = 0;

  /** Puts one byte 0 … 255. */
  byte(value: number): void {
    if (this.#bytes === PIECE_BYTES) this.#next();
    this.#piece[this.#bytes++] = value;
  }

  /** The full pieces since the last time. */
  take(): Uint8Array<ArrayBuffer>[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** All remaining pieces, including the last, partly filled one. */
  end(): Uint8Array<ArrayBuffer>[] {
    if (this.#bytes > 0) this.#next();
    return this.take();
  }

  #next(): void {
    this.#full.push(this.#piece.subarray(0, this.#bytes));
    this.#piece = new Uint8Array(PIECE_BYTES);
    this.#bytes = 0;
  }
}
