import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTrace } from "../../../src/trace/read.ts";
import { joined } from "../encode.ts";

const bytesOf = (content: string) => new TextEncoder().encode(content);

/** A frame of blocks that are not compressed, after RFC 8878: window of 128 KiB, neither size nor checksum. */
function rawFrame(content: Uint8Array, blockBytes: number): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38)];
  for (let at = 0; at < content.length; at += blockBytes) {
    const block = content.subarray(at, at + blockBytes);
    const last = at + blockBytes >= content.length ? 1 : 0;
    const header = last | (block.length << 3);
    pieces.push(Uint8Array.of(header & 255, (header >> 8) & 255, header >> 16), block);
  }
  return joined(pieces);
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** `seq 0 299 | awk '{print ($1*$1)%97}' | zstd -19` */
const SQUARES = Uint8Array.from(
  atob(
    "KLUv/QRoXQQAptAeCbDrhJKifSh2dBsAGwAbADd576ElhnpmuqXHLEtdnPIcNvvxziQ3vnkMAfXVZM/dLZbZeHvtiGmOfrbIpM0umboNNO/hEXEP5w20Tb1ks0mLfHZ0miOu3W5cZov73GRTU8f8bkxy5+PsYc+Ui0stxyyd7pmhlnjo3uQBAwAAHherRGYLCgUnBcYkG+I=",
  ),
  (character) => character.charCodeAt(0),
);
const squares = Array.from({ length: 300 }, (_, n) => `${(n * n) % 97}\n`).join("");

describe("a trace packed with zstd", () => {
  it("is read as zstd has packed it, in pieces of any size", async () => {
    const wanted = { ...(await readTrace(bytesOf(squares), "t")), name: "t" };
    for (let size = 1; size <= SQUARES.length; size++) {
      expect(await readTrace(pieces(SQUARES, size), "t")).toEqual(wanted);
    }
  });

  it("is read from several frames, some to be skipped, in pieces of any size", async () => {
    const lines = Array.from({ length: 3000 }, (_, line) => `${(line * line) % 977} R\n`).join("");
    const half = lines.indexOf("\n", lines.length / 2) + 3;
    const skipped = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
    const packed = joined([
      skipped,
      rawFrame(bytesOf(lines.slice(0, half)), 100),
      skipped,
      rawFrame(bytesOf(lines.slice(half)), 5000),
    ]);
    const wanted = await readTrace(bytesOf(lines), "t");
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9000 }), async (size) => {
        expect(await readTrace(pieces(packed, size), "t")).toEqual(wanted);
      }),
      // 829: a piece begins with the end of a frame, a frame to be skipped, and the beginning of the next.
      { numRuns: 30, examples: [[829]] },
    );
  });

  it("is read past many frames without content in one piece", async () => {
    const nothing = Uint8Array.of(0x51, 0x2a, 0x4d, 0x18, 0, 0, 0, 0);
    const many = joined(Array.from({ length: 500 }, () => nothing));
    const packed = joined([
      rawFrame(bytesOf(squares.slice(0, 100)), 40),
      many,
      rawFrame(bytesOf(squares.slice(100)), 90),
      many,
    ]);
    const wanted = await readTrace(bytesOf(squares), "t");
    for (const size of [1, 7, 4000, packed.length]) expect(await readTrace(pieces(packed, size), "t")).toEqual(wanted);
  });

  it("is refused when it is cut off anywhere", async () => {
    for (let length = 5; length < SQUARES.length; length++) {
      await expect(readTrace(SQUARES.subarray(0, length), "x.txt.zst")).rejects.toThrow(
        /^x\.txt\.zst: its zstd data is damaged or cut off/,
      );
    }
  });

  it("is never taken for something else when a byte is damaged: its checksum is compared", async () => {
    const { references } = await readTrace(bytesOf(squares), "t");
    const messages = new Set<string>();
    // Not every byte: the decoder keeps its window's memory after damaged data.
    for (let at = 4; at < SQUARES.length; at += 3) {
      const damaged = SQUARES.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 16;
      const read = await readTrace(damaged, "x.txt.zst").catch((error: Error) => error);
      if (read instanceof Error) messages.add(read.message);
      // A window, say, may be larger than it need be.
      else expect(read.references).toEqual(references);
    }
    expect(messages).toContain(
      "x.txt.zst: its zstd data is damaged or cut off (not what zstd writes, or its checksum does not match)",
    );
  });

  it("is followed from frame to frame, each with its checksum, in pieces of any size", async () => {
    const packed = joined([SQUARES, rawFrame(bytesOf(squares), 70), SQUARES]);
    const { references } = await readTrace(bytesOf(squares.repeat(3)), "t");
    for (let size = 1; size < 300; size += 7) {
      expect((await readTrace(pieces(packed, size), "t")).references).toEqual(references);
    }
    const damaged = packed.slice();
    damaged[damaged.length - 1] = (damaged[damaged.length - 1] ?? 0) ^ 1;
    await expect(readTrace(damaged, "x.txt.zst")).rejects.toThrow("its checksum does not match");
  });

  it("is refused when it is no zstd after all", async () => {
    const broken = joined([rawFrame(bytesOf(squares), 50), bytesOf("what is this, nobody knows what this is")]);
    await expect(readTrace(broken, "x.zst", { format: "text" })).rejects.toThrow(
      /^x\.zst: its zstd data is damaged or cut off/,
    );
  });

  it("keeps its own errors and those of its source", async () => {
    await expect(readTrace(rawFrame(bytesOf("1\noops\n"), 3), "x.txt.zst")).rejects.toThrow(
      'x.txt.zst: line 2: "oops" is neither a number',
    );
    const failing = async function* () {
      yield SQUARES.subarray(0, 10);
      throw new Error("the disk is on fire");
    };
    await expect(readTrace(failing(), "x.txt.zst")).rejects.toThrow(/^the disk is on fire$/);
  });
});
