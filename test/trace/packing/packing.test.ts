import { describe, expect, it } from "vitest";
import { gunzipByPako } from "../../../src/trace/packing/gzip.ts";
import { nameWithoutPacking, packingOf, unpack } from "../../../src/trace/packing/packing.ts";
import { readTrace } from "../../../src/trace/read.ts";

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** `seq 0 299 | awk '{print ($1*$1)%97}'`, packed by the tools themselves. */
const text = Array.from({ length: 300 }, (_, n) => `${(n * n) % 97}\n`).join("");

const PACKED = {
  /** bgzip of htslib 1.16: a member, and an empty one. */
  gzip: "H4sIBAAAAAAA/wYAQkMCAKQA7dAxAQRBCATBvNUsMAzg39h7+PhKQj0CcYTJpowOiw2KFBomSSpwck0V84ikizMSF6g40Y/FTQ67tMhkDwfVRLDGRkslsZgrtpljmimmmGaOba4wsVSixWZNBNU42COTFrvk4GbpxwkVF0ic6SKSeVRxjZMKkkk0pCg2sNBRJpswhwjed/Kd/H/yA3QLH9hTAwAAH4sIBAAAAAAA/wYAQkMCABsAAwAAAAAAAAAAAA==",
  /** xz 5.4.1 --check=crc32 */
  xz: "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4ANSAL1dABgCgmi1+1Kl2t23uwgOChh6QTIXvG3RA6LTt0BFdDHh/cqwO8y5G74SLxzvD0NJ52yadjmVsQQbAQN8d/UFyP6kCda2VHWc5fqaCRd/Ldq0pAHo9s9u7SV36OQDEQvvJ2a3+lkf1C6SYuCaDVsTiAniFZCtntgfOQ7cmpH4UrMUDE54yBpEPIK4zfA/of3AFcM1S/VQW9pyBXZU75q4FR/tZbLcu8IDW6kPRxMOZyhaUnusxzOF6VR89OIwAAAAAAB0Cx/YAAHVAdMGAAA0GqqMPjANiwIAAAAAAVla",
  /** bzip2 1.0.8 */
  bzip2:
    "QlpoOTFBWSZTWd+G+OgAAJfIAAAQf+AwATgAgGmmggGmmgb1QgSLbkyTrq3X6TGno606+dcPzzrj0ajT5uPmSUuTinVOsYta5KdWxanluOx1dKY+dW460p1jilpPnzI08+aeW8yTSnHmPMbVG36T0di2n5581J+jbbTbaRp1jFsafKaW2tI8p5x2MY+jTbQcpbrimlqY1JyKDjjbi5MW6+U2tyJKU2+k42yS22NNxJPPKUuDbGmMWtiokmLWtcnoyD+LuSKcKEhvw3x0AA==",
  /** lz4 1.9.4 -BX -BD -B4 --content-size: checksums of blocks and content, blocks that depend on each other */
  lz4: "BCJNGHxAUwMAAAAAAAB2FQEAAPHBMAoxCjQKOQoxNgoyNQozNgo0OQo2NAo4MQozCjI0CjQ3CjcyCjIKMzEKNjIKOTUKMzMKNzAKMTIKNTMKOTYKNDQKOTEKNDMKOTQKNTAKOAo2NQoyNwo4OAo1NAoyMgo4OQo2MQozNQoxMQo4Ngo2Ngo0OAozMgoxOAo2CjkzCjg1Cjc5Cjc1CjczCjczCjc1Cjc5Cjg1CjkzCjYKMTgKMzIKNDgKNjYKODYKMTEKMzUKNjEKODkKMjIKNTQKODgKMjcKNjUKOAo1MAo5NAo0M48AEDSbACA1M6cAIDcwswAgOTW/AEAzMQoyzwAgNDfbABAz5QAgNjTxABEz/QCfMTYKOQo0CjEKFAH//ylQOQo2NAphZw2nAAAAAEePFfU=",
} as const;

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let read = "";
  for await (const chunk of chunks) read += decoder.decode(chunk, { stream: true });
  return read + decoder.decode();
}

describe.each(Object.entries(PACKED))("a file packed with %s", (name, base64) => {
  const packed = bytesOf(base64);
  const packing = packingOf(packed.subarray(0, 8));
  const unpacked = (bytes: Uint8Array, size: number) => {
    if (packing === "none") throw new Error(`${name} is not recognised`);
    return textOf(unpack(packing, pieces(bytes, size), "t"));
  };

  it("is recognised", () => {
    expect(packing).toBe(name);
  });

  it("is unpacked as its tool packed it, in pieces of any size", async () => {
    for (const size of [1, 2, 3, 7, 50, packed.length - 1, packed.length])
      expect(await unpacked(packed, size)).toBe(text);
  });

  it("is unpacked to the end when it was put together from two", async () => {
    const twice = Uint8Array.from([...packed, ...packed]);
    for (const size of [1, 100, packed.length, twice.length]) expect(await unpacked(twice, size)).toBe(text + text);
  });

  it("is refused when it is cut off or has something else behind it", async () => {
    const damaged = new RegExp(`^t: its ${name} data is damaged or cut off \\(`);
    // An empty member ends what bgzip writes: without it the file is whole, too.
    const whole = name === "gzip" ? packed.length - 28 : packed.length;
    for (let length = 9; length < whole; length += 5)
      await expect(unpacked(packed.subarray(0, length), 64)).rejects.toThrow(damaged);
    await expect(unpacked(Uint8Array.from([...packed, ...packed.subarray(20)]), 64)).rejects.toThrow(damaged);
  });

  it("never gives other content when a byte is damaged", async () => {
    for (let at = 0; at < packed.length; at += 3) {
      const damaged = packed.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 16;
      expect(await unpacked(damaged, 64).catch(() => text)).toBe(text);
    }
  });

  it("is read as a trace", async () => {
    const { references } = await readTrace(packed, "t.txt");
    const plain = await readTrace(new TextEncoder().encode(text), "t.txt");
    expect(references).toEqual(plain.references);
  });
});

describe("what is packed in a way that cannot be read", () => {
  it("is refused with what to do: xz that is checked by SHA-256", async () => {
    const head = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 10, 0xe1, 0xfb, 0x0c, 0xa1);
    await expect(readTrace(head, "t.xz")).rejects.toThrow(
      "t.xz: its xz data is checked by SHA-256, which cannot be read: pack it again with xz --check=crc64",
    );
  });

  it("is refused with what to do: lz4's legacy format", async () => {
    await expect(readTrace(Uint8Array.of(0x02, 0x21, 0x4c, 0x18, 1, 0, 0, 0, 0), "t.lz4")).rejects.toThrow(
      "t.lz4: its lz4 data is in the legacy format: pack it again with lz4 without -l",
    );
  });

  it("is refused with what to do: zstd with a window that does not fit", async () => {
    // A frame with a window of 2 GiB, and no word of how much it holds.
    const head = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 21 << 3, 0, 0, 0);
    await expect(readTrace(head, "t.zst")).rejects.toThrow(
      /^t\.zst: its zstd window of 2048 MiB is larger than 128 MiB, .*: unpack it first with zstd -d --long=31$/,
    );
  });
});

describe("gzip in browsers", () => {
  const packed = bytesOf(PACKED.gzip);

  it("is unpacked as in Node, members that end with a piece and zero bytes behind the last included", async () => {
    const twice = async function* () {
      yield packed;
      yield packed;
      yield new Uint8Array(10);
    };
    expect(await textOf(gunzipByPako(twice()))).toBe(text + text);
    for (const size of [1, 5, packed.length]) expect(await textOf(gunzipByPako(pieces(packed, size)))).toBe(text);
  });

  it("is refused when it is cut off", async () => {
    await expect(textOf(gunzipByPako(pieces(packed.subarray(0, 100), 30)))).rejects.toThrow("unexpected end of file");
  });
});

describe("a packed file's name", () => {
  it.each([
    ["Gcc.TXT.GZ", "gcc.txt"],
    ["gcc.txt.bz2", "gcc.txt"],
    ["gcc.u32.zst", "gcc.u32"],
    ["gcc.champsimtrace.xz", "gcc.champsimtrace"],
    ["gcc.csv.lz4", "gcc.csv"],
    ["gcc.csv", "gcc.csv"],
  ])("%s is %s without its packing", (name, plain) => {
    expect(nameWithoutPacking(name)).toBe(plain);
  });
});
