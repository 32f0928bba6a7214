import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TraceError } from "../../../src/trace/error.ts";
import { crc32 } from "../../../src/trace/format/ballonet/crc32.ts";
import { traceFormats } from "../../../src/trace/format/registry.ts";
import { passTrace, readTrace } from "../../../src/trace/read.ts";
import { encode, parse } from "../encode.ts";

const page = fc.oneof(fc.nat(3), fc.nat(40), fc.nat(3000));
const references = fc.array(fc.tuple(page, fc.boolean()), { minLength: 1, maxLength: 3000, size: "max" });

/** Numbers pages in first-seen order, as those who write traces must. */
function numbered(raw: readonly (readonly [number, boolean])[]): [number, boolean][] {
  const numbers = new Map<number, number>();
  return raw.map(([page, write]) => {
    const number = numbers.get(page) ?? numbers.size;
    numbers.set(page, number);
    return [number, write];
  });
}

const SMALL: [number, boolean][] = [
  [0, false],
  [1, true],
  [0, true],
  [2, false],
];

describe("a format that is written", () => {
  it.each(traceFormats.filter(({ encoder }) => encoder !== undefined).map(({ name }) => name))(
    "is read again: %s",
    (format) => {
      fc.assert(
        fc.property(references, (raw) => {
          const wanted = numbered(raw);
          expect(parse(format, [encode(format, wanted)])).toEqual(wanted);
        }),
        { numRuns: 40 },
      );
    },
  );

  it("may be larger than a block and a piece", () => {
    const wanted = numbered(Array.from({ length: 150_000 }, (_, n) => [(n * n) % 70_001, n % 3 === 0]));
    for (const format of ["ballonet", "u32", "text"]) {
      const read = parse(format, [encode(format, wanted)]);
      expect(read.length).toBe(wanted.length);
      expect(wanted.findIndex(([page, write], at) => read[at]?.[0] !== page || read[at]?.[1] !== write)).toBe(-1);
    }
  });
});

describe("ballonet", () => {
  // Worked by hand after docs/trace-format.md.
  const payload = [0, 5, 3, 8];
  const head = [0x89, 0x42, 0x54, 0x52, 0x0d, 0x0a, 0x1a, 0x0a];
  const block = [4, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, ...payload];
  const counts = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
  ];
  const withChecksums = (bytes: readonly number[], trailer: number) => {
    const whole = Uint8Array.from(bytes);
    const words = new DataView(whole.buffer);
    words.setUint32(20, crc32(Uint8Array.from(payload)), true);
    words.setUint32(whole.length - 4, crc32(whole.subarray(trailer, whole.length - 4)), true);
    return whole;
  };
  const pageBytes = [0, 16, 0, 0];
  const checksum = [0, 0, 0, 0];
  const condensing = (original: number, frames: number) => [original, 0, 0, 0, 0, 0, 0, 0, frames, 0, 0, 0];
  const bytes = [...head, 2, 0, 0, 0, ...block, ...counts, ...pageBytes, ...condensing(0, 0), ...checksum];
  const byHand = withChecksums(bytes, 28);
  const firstVersion = withChecksums([...head, 1, 0, 0, 0, ...block, ...counts, ...pageBytes, ...checksum], 28);
  const condensed = (original: number) =>
    withChecksums(
      [...head, 2, 0, 0, 0, ...block, ...counts, ...pageBytes, ...condensing(original, 16), ...checksum],
      28,
    );

  it("is what its document says", () => {
    expect(encode("ballonet", SMALL, 4096)).toEqual(byHand);
    expect(parse("ballonet", [byHand])).toEqual(SMALL);
  });

  it("of the first version is read as well, and says nothing of what was left out", async () => {
    expect(parse("ballonet", [firstVersion])).toEqual(SMALL);
    const trace = await readTrace(firstVersion, "t");
    expect(trace).toMatchObject({ condensedFrames: null, originalReferences: 4 });
    const said = { condensing: { condensedFrames: 8, originalReferences: 50 } };
    expect(await readTrace(firstVersion, "t", said)).toMatchObject({ condensedFrames: 8, originalReferences: 50 });
  });

  it("says what was left out, and is believed", async () => {
    expect(encode("ballonet", SMALL, 4096, { condensedFrames: 16, originalReferences: 99 })).toEqual(condensed(99));
    expect(encode("ballonet", SMALL, 4096, { condensedFrames: 16, originalReferences: null })).toEqual(condensed(0));
    const said = { condensing: { condensedFrames: 8, originalReferences: 50 } };
    expect(await readTrace(condensed(99), "t", said)).toMatchObject({ condensedFrames: 16, originalReferences: 99 });
    expect(await readTrace(condensed(0), "t", said)).toMatchObject({ condensedFrames: 16, originalReferences: null });
    expect(await readTrace(byHand, "t", said)).toMatchObject({ condensedFrames: null, originalReferences: 4 });
  });

  it("tells the size of its pages", async () => {
    const sink = { reference() {} };
    expect(await passTrace(byHand, "t", {}, sink)).toMatchObject({
      format: "ballonet",
      packing: "none",
      pageBytes: 4096,
      condensing: null,
    });
    expect(await passTrace(encode("ballonet", SMALL), "t", {}, sink)).toMatchObject({ pageBytes: null });
  });

  it("is refused when it is cut off anywhere, and the byte is told", async () => {
    for (let length = 8; length < byHand.length; length++) {
      const [at, part] = length < 12 ? [0, "header"] : length < 24 ? [12, "block header"] : [24, "block"];
      const [from, what] = length < 28 ? [at, part] : [28, length < 40 ? "block header" : "trailer"];
      const how = length === from ? "is missing" : "is cut off";
      await expect(readTrace(byHand.subarray(0, length), "t")).rejects.toThrow(
        `t: byte ${from}: the trace is not complete: its ${what} ${how}`,
      );
    }
  });

  it("is refused when any one bit is wrong", () => {
    const large = encode(
      "ballonet",
      numbered(Array.from({ length: 700 }, (_, n) => [(n * n) % 301, n % 7 === 0])),
      4096,
    );
    for (const whole of [byHand, large]) {
      const unnoticed: number[] = [];
      for (let bit = 0; bit < whole.length * 8; bit++) {
        const damaged = whole.slice();
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        try {
          parse("ballonet", [damaged]);
          unnoticed.push(bit);
        } catch (error) {
          if (!(error instanceof TraceError)) throw error;
        }
      }
      expect(unnoticed).toEqual([]);
    }
  });

  it("is refused when a block is missing or doubled, or something follows", async () => {
    const blockBytes = byHand.subarray(12, 28);
    const doubled = Uint8Array.from([...byHand.subarray(0, 28), ...blockBytes, ...byHand.subarray(28)]);
    await expect(readTrace(doubled, "t")).rejects.toThrow(
      "t: byte 44: its trailer counts 4 references, but there are 8",
    );
    const missing = Uint8Array.from([...byHand.subarray(0, 12), ...byHand.subarray(28)]);
    await expect(readTrace(missing, "t")).rejects.toThrow(
      "t: byte 12: its trailer counts 4 references, but there are 0",
    );
    await expect(readTrace(Uint8Array.from([...byHand, 0]), "t")).rejects.toThrow(
      "t: byte 84: something follows the end of the trace",
    );
  });

  it("of a later version is refused in words", async () => {
    const later = byHand.slice();
    later[8] = 3;
    await expect(readTrace(later, "t")).rejects.toThrow(
      "t: byte 0: it has version 3 of the format, but only 1 and 2 are known",
    );
  });

  it("does not write pages that are not numbered in first-seen order", () => {
    expect(() => encode("ballonet", [[1, false]])).toThrow("page 1 is not numbered densely: 0 pages have been seen");
  });
});

describe("CRC-32", () => {
  it("is that of the catalogue of CRC algorithms", () => {
    // The check value of CRC-32/ISO-HDLC, https://reveng.sourceforge.io/crc-catalogue/17plus.htm
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf4_3926);
    expect(crc32(new Uint8Array())).toBe(0);
  });
});
