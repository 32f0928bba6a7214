/** The part of a frame that is being followed. */
type Part = "magic" | "descriptor" | "block header" | "checksum" | "skipped size" | "block" | "header" | "skipped";

const PART_BYTES = { magic: 4, descriptor: 1, "block header": 3, checksum: 4, "skipped size": 4 } as const;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const FIRST_MAGIC_BYTE = 0x28;
const RUN_LENGTH_BLOCK = 1;

/**
 * Follows the bytes of zstd from frame to frame without unpacking them (RFC 8878, section 3.1), to find where each ends and the
 * checksum it may end with. What is damaged is not noticed here: the unpacker does.
 */
export class ZstdFrames {
  #part: Part = "magic";
  #left: number = PART_BYTES.magic;
  /** What has been read of a number, low byte first. */
  #number = 0;
  #unit = 1;
  #hasChecksum = false;
  #isLast = false;
  #checksum: number | null = null;

  /** The low 32 bits of the content's XXH64 that the frame which has just ended says; `null`: it says none. */
  get checksum(): number | null {
    return this.#checksum;
  }

  /** Follows bytes from `start` up to `end`, or to the end of the frame when that comes first, and returns the place reached. */
  follow(bytes: Uint8Array, start: number, end: number): { readonly at: number; readonly frameEnds: boolean } {
    let at = start;
    while (at < end) {
      if (this.#isNumber()) {
        this.#number += (bytes[at++] ?? 0) * this.#unit;
        this.#unit *= 256;
        this.#left--;
      } else {
        const taken = Math.min(end - at, this.#left);
        at += taken;
        this.#left -= taken;
      }
      while (this.#left === 0) if (this.#next()) return { at, frameEnds: true };
    }
    return { at, frameEnds: false };
  }

  #isNumber(): boolean {
    return this.#part in PART_BYTES;
  }

  #expect(part: Part, bytes: number): false {
    this.#part = part;
    this.#left = bytes;
    this.#number = 0;
    this.#unit = 1;
    return false;
  }

  /** Goes on behind a part that is complete; true at the end of a frame. */
  #next(): boolean {
    const number = this.#number;
    switch (this.#part) {
      case "magic":
        return number % 256 === FIRST_MAGIC_BYTE ? this.#expect("descriptor", 1) : this.#expect("skipped size", 4);
      case "skipped size":
        return this.#expect("skipped", number);
      case "descriptor": {
        this.#hasChecksum = (number & 4) !== 0;
        const single = (number & 0x20) !== 0;
        const size = CONTENT_SIZE_BYTES[(number >> 6) & 3] ?? 0;
        const id = DICTIONARY_ID_BYTES[number & 3] ?? 0;
        return this.#expect("header", (single ? Math.max(size, 1) : size + 1) + id);
      }
      case "header":
        return this.#expect("block header", 3);
      case "block header": {
        this.#isLast = (number & 1) !== 0;
        return this.#expect("block", ((number >> 1) & 3) === RUN_LENGTH_BLOCK ? 1 : number >> 3);
      }
      case "block":
        if (!this.#isLast) return this.#expect("block header", 3);
        return this.#hasChecksum ? this.#expect("checksum", 4) : this.#end(null);
      case "checksum":
        return this.#end(number);
      case "skipped":
        return this.#end(null);
    }
  }

  #end(checksum: number | null): true {
    this.#checksum = checksum;
    this.#expect("magic", PART_BYTES.magic);
    return true;
  }
}
