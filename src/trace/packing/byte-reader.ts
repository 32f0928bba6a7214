/** Takes bytes from a stream of chunks, whatever the chunks' sizes. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array();
  #at = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Whether no byte is left. */
  async isAtEnd(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      const { done, value } = await this.#chunks.next();
      if (done === true) return true;
      this.#chunk = value;
      this.#at = 0;
    }
    return false;
  }

  /** The next `bytes` bytes; throws an `Error` when fewer are left. */
  async take(bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const taken = new Uint8Array(bytes);
    let filled = 0;
    while (filled < bytes) {
      const part = await this.#some(bytes - filled);
      taken.set(part, filled);
      filled += part.length;
    }
    return taken;
  }

  /** Drops `bytes` bytes; throws an `Error` when fewer are left. */
  async skip(bytes: number): Promise<void> {
    for (let left = bytes; left > 0; ) left -= (await this.#some(left)).length;
  }

  /** The next four bytes as a number, low byte first; throws an `Error` when fewer are left. */
  async u32(): Promise<number> {
    const bytes = await this.take(4);
    return new DataView(bytes.buffer).getUint32(0, true);
  }

  async #some(most: number): Promise<Uint8Array> {
    if (await this.isAtEnd()) throw new Error("unexpected end of file");
    const part = this.#chunk.subarray(this.#at, this.#at + most);
    this.#at += part.length;
    return part;
  }
}
