import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TraceQuestion } from "../../src/trace/error.ts";
import { readTraceFile } from "../../src/trace/file.node.ts";
import { readTrace } from "../../src/trace/read.ts";
import { DensePages } from "../../src/trace/sink/dense.ts";

const bytesOf = (content: string) => new TextEncoder().encode(content);

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("reading a trace", () => {
  it("numbers pages densely in the order in which they are first seen", async () => {
    const trace = await readTrace(bytesOf("700\n5 W\n700 W\n9007199254740991\n5\n"), "a.txt");
    expect(trace).toMatchObject({
      name: "a.txt",
      format: "text",
      references: Uint32Array.of(0, 0x8000_0001, 0x8000_0000, 2, 1),
      distinctPages: 3,
      writes: 2,
      pageNames: ["700", "5", "9007199254740991"],
      condensedFrames: null,
      originalReferences: 5,
    });
  });

  it.each([
    ["x.u32", bytesOf("12341234"), "u32"],
    ["x.U32.GZ", gzipSync(bytesOf("12341234")), "u32"],
    ["x.txt", bytesOf("1\n2"), "text"],
    ["x.lackey.gz", gzipSync(bytesOf(" L 1000,4\n")), "lackey"],
    ["x", bytesOf("==1== Lackey\n L 1000,4\n"), "lackey"],
    ["x.trace.gz", gzipSync(bytesOf("4\n5\n")), "text"],
    ["misnamed", gzipSync(bytesOf("*\n7")), "text"],
  ])("finds out how %s is written", async (name, bytes, format) => {
    expect((await readTrace(bytes, name)).format).toBe(format);
  });

  it("takes the format asked for rather than the name's", async () => {
    expect((await readTrace(bytesOf("1234"), "x.txt", { format: "u32" })).references).toEqual(Uint32Array.of(0));
  });

  it("reads the same in pieces of any size, plain and packed", async () => {
    const lines = Array.from(
      { length: 3000 },
      (_, line) => `${(line * line) % 977}${line % 3 === 0 ? " W" : ""}\n`,
    ).join("");
    const plain = bytesOf(lines);
    const packed = new Uint8Array(gzipSync(plain));
    const whole = await readTrace(plain, "t");
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6000 }), fc.boolean(), async (size, gzip) => {
        expect(await readTrace(pieces(gzip ? packed : plain, size), "t")).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ["empty", new Uint8Array(), undefined, "empty: it is empty, but a trace has at least one reference"],
    ["void.txt", gzipSync(""), undefined, "void.txt: it is empty, but a trace has at least one reference"],
    [
      "remarks.txt",
      bytesOf("#\n*\n"),
      undefined,
      "remarks.txt: it holds no references: there are only remarks and empty lines",
    ],
    [
      "odd.u32",
      new Uint8Array(5),
      undefined,
      "odd.u32: byte 4: the last reference is cut off: 5 bytes are not a multiple of 4",
    ],
    ["x", bytesOf("1"), "arc9", 'x: "arc9" is not a trace format: did you mean arc?'],
    [
      "x.txt",
      bytesOf("1\nthis line is much longer than forty characters are\n"),
      undefined,
      'x.txt: line 2: "this" is neither a number (decimal or 0x…) nor R or W',
    ],
  ])("refuses %s", async (name, bytes, format, message) => {
    await expect(readTrace(bytes, name, { format })).rejects.toThrow(expect.objectContaining({ message: message }));
  });

  it.each([
    ["poem", "should I compare\nthee to\n"],
    ["words", "stone\nwater\n"],
  ])("asks what %s is", async (name, content) => {
    await expect(readTrace(bytesOf(content), name)).rejects.toThrow(TraceQuestion);
  });

  it("says how it was understood", async () => {
    const trace = await readTrace(bytesOf("time,addr,rw\n1,4096,R\n2,8192,W\n"), "x");
    expect(trace.reading).toEqual({
      format: "csv",
      because: "its first row names the column addr, rw",
      used: ["the place is column 2 (addr), in bytes", "the operation is column 3 (rw)"],
      unused: ["column 1 (time)"],
    });
    expect(trace.pageBytes).toBe(4096);
  });

  it("takes a page size for addresses only", async () => {
    expect((await readTrace(bytesOf("l 0x100 1\n"), "x", { pageBytes: 256 })).pageBytes).toBe(256);
    await expect(readTrace(bytesOf("1\n"), "x", { pageBytes: 256 })).rejects.toThrow(
      "x: a page size was asked for, but read as text it holds page numbers or ids, which have none: if its numbers are addresses, say --format text:unit=byte",
    );
    expect((await readTrace(bytesOf("1\n"), "x", { standardPageBytes: 256 })).pageBytes).toBe(null);
  });

  it("takes a format as an object as well", async () => {
    const format = { format: "csv", place: 3, unit: "sector", key: ["1", "2"], op: 4, writes: ["w"], header: false };
    const trace = await readTrace(bytesOf("a,1,0,r\na,1,8,w\nb,1,0,r\na,1,7,r\n"), "x", { format });
    expect([...trace.references]).toEqual([0, 0x8000_0001, 2, 0]);
  });

  it("refuses gzip that is cut off or damaged", async () => {
    const packed = new Uint8Array(
      gzipSync(bytesOf(Array.from({ length: 20_000 }, (_, line) => `${line * 7919}\n`).join(""))),
    );
    for (const bytes of [
      packed.subarray(0, packed.length / 2),
      packed.subarray(0, packed.length - 4),
      packed.subarray(0, 12),
    ]) {
      await expect(readTrace(bytes, "x.txt.gz")).rejects.toThrow(/^x\.txt\.gz: its gzip data is damaged or cut off/);
    }
    const damaged = packed.slice();
    damaged.fill(255, 40, 80);
    await expect(readTrace(damaged, "x.txt.gz")).rejects.toThrow(/^x\.txt\.gz: its gzip data is damaged or cut off/);
  });

  it("stops reading a large packed trace at its first error", async () => {
    const packed = new Uint8Array(gzipSync(bytesOf(`oops\n${"1\n".repeat(2_000_000)}`)));
    await expect(readTrace(pieces(packed, 500), "x.txt")).rejects.toThrow(
      "x.txt: neither its name nor its beginning tells",
    );
  });
});

describe("reading a trace file", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "trace-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("names the trace after the file", async () => {
    await writeFile(join(folder, "a.txt.gz"), gzipSync("4\n4 w\n"));
    const trace = await readTraceFile(join(folder, "a.txt.gz"));
    expect(trace).toMatchObject({
      name: "a.txt.gz",
      format: "text",
      references: Uint32Array.of(0, 0x8000_0000),
      distinctPages: 1,
      writes: 1,
      pageNames: ["4"],
      condensedFrames: null,
      originalReferences: 2,
    });
  });

  it("says what is wrong with a file, with its path", async () => {
    const missing = join(folder, "missing.u32");
    await expect(readTraceFile(missing)).rejects.toThrow(
      expect.objectContaining({ message: `${missing}: there is no such file` }),
    );
    await expect(readTraceFile(folder)).rejects.toThrow(
      expect.objectContaining({ message: `${folder}: this is a folder, but a trace is a file` }),
    );
    const cut = join(folder, "cut.u32");
    await writeFile(cut, new Uint8Array(6));
    await expect(readTraceFile(cut)).rejects.toThrow(`${cut}: byte 4: the last reference is cut off`);
  });
});

describe("dense page numbers", () => {
  it("are those of a Map", () => {
    const page = fc.oneof(
      fc.nat(50),
      fc.maxSafeNat(),
      fc.nat(40).map((power) => 2 ** power),
      fc.nat(5000).map((low) => low * 2 ** 32),
    );
    fc.assert(
      fc.property(fc.array(page, { maxLength: 3000, size: "max" }), (pages) => {
        const dense = new DensePages();
        const numbers = new Map<number, number>();
        for (const each of pages) {
          if (!numbers.has(each)) numbers.set(each, numbers.size);
          expect(dense.numberOf(each)).toBe(numbers.get(each));
        }
        expect(dense.count).toBe(numbers.size);
      }),
      { numRuns: 50 },
    );
  });
});
