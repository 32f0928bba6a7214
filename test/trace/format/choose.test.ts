import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HEAD_BYTES } from "../../../src/trace/contract.ts";
import { encodeU32 } from "../../../src/trace/format/u32.ts";
import { readTrace } from "../../../src/trace/read.ts";
import { chooseFormat, formatOfName } from "../../../src/trace/recognise/choose.ts";
import { headOf } from "../../../src/trace/recognise/head.ts";
import { oracleRecords } from "../encode.ts";

const bytesOf = (content: string) => new TextEncoder().encode(content);
const chosen = (content: string | Uint8Array, name = "t", wanted?: string) => {
  return chooseFormat(name, wanted, headOf(typeof content === "string" ? bytesOf(content) : content)).format.name;
};
const lines = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => `${line(n)}\n`).join("");

describe("formats that resemble each other", () => {
  it.each([
    ["text, not arc: one number", "12\n34\n", "text"],
    ["arc, not text: four numbers, the last of which counts", "12 34 0 1\n5 3 0 2\n", "arc"],
    ["text: many numbers in one line", "7 0 1 2 0 3\n", "text"],
    ["text: rows of different length", "7 0 1\n2 0\n", "text"],
    ["ids: letters", "A, B, C, A\n", "ids"],
    ["hex: digits and letters", "226000\n91b000\n", "hex"],
    ["text, not oscourse: R or W behind a number that is not of 8 digits", "1234 R\n99 W\n", "text"],
    ["text, not oscourse: 8 digits, but none shows that they are hexadecimal", "12345678 R\n", "text"],
    ["oscourse, not text: a letter among the digits", "1234567a R\n12345678 W\n", "oscourse"],
    ["oscourse, not text: zeros in front", "00001000 R\n12345678 W\n", "oscourse"],
    ["oscourse, not text: 16 digits", "00007ffe12345678 R\n", "oscourse"],
    ["text, not oscourse: zeros in front, but numbers of different length", "00001000 R\n1234 W\n", "text"],
    ["hex, not address: no letter in front", "0x1000 R\n", "hex"],
    ["address, not lackey: 0x and a blank", "l 0x1000 4\n", "address"],
    ["address, not lackey: capital letters", " L 0x1000 4\n", "address"],
    ["lackey, not address: no 0x and a comma", " L 1000,4\n", "lackey"],
    ["lackey, not csv: a comma", "I  1000,4\n S 1000,4\n", "lackey"],
    ["csv, not text: a header", "page\n1\n2\n", "csv"],
    ["csv, not arc: a header over two columns of numbers", "page\tsize\n1\t2\n", "csv"],
    ["csv: letters beyond ASCII", "page;größe\n1;2\n", "csv"],
    ["text: letters beyond ASCII in a remark", "# größe\n1\n", "text"],
    ["text with a byte order mark", "\ufeff1\n2\n", "text"],
    ["csv with a byte order mark", "\ufeffpage,op\n1,r\n", "csv"],
  ])("%s", (_, content, format) => {
    expect(chosen(content)).toBe(format);
  });

  it("are told apart by the first bytes of long traces, the last line of which is cut", () => {
    expect(chosen(bytesOf(lines(9000, (n) => `${10_000_000 + n} R`)).subarray(0, HEAD_BYTES))).toBe("text");
    expect(
      chosen(bytesOf(lines(9000, (n) => `${(n * 4096).toString(16).padStart(8, "0")} R`)).subarray(0, HEAD_BYTES)),
    ).toBe("oscourse");
    expect(chosen(bytesOf(lines(9000, (n) => `${n * 7} 1 0 ${n}`)).subarray(0, HEAD_BYTES))).toBe("arc");
  });

  it("u32 is taken for nothing, and asked about", () => {
    expect(() => chosen(new Uint8Array(4096))).toThrow(
      /^t: it is not text, .*: say which with\n {2}--format u32 +words/,
    );
    fc.assert(
      fc.property(fc.array(fc.nat(200), { minLength: 30, maxLength: 1024, size: "max" }), (pages) => {
        expect(() => chosen(encodeU32(Uint32Array.from([0, ...pages])))).toThrow(/--format u32 +words/);
      }),
    );
  });

  it("oracle-general is recognised, whether positions are counted from 0 or from 1", () => {
    for (const first of [0n, 1n]) {
      const ids = [5n, 6n, 5n, 0xdead_beef_dead_beefn, 6n];
      const next = ids.map((id, at) => ids.indexOf(id, at + 1)).map((at) => (at < 0 ? -1n : BigInt(at) + first));
      const records = oracleRecords(ids.map((id, at) => [100 + at, id, 1, next[at] ?? -1n]));
      expect(chosen(records)).toBe("oracle-general");
    }
    expect(chosen(oracleRecords([[1, 2n, 3, 0x7fff_ffff_ffff_ffffn]]))).toBe("oracle-general");
  });

  it.each([
    [
      "times that go back",
      [
        [2, 5n, 1, -1n],
        [1, 6n, 1, -1n],
      ],
    ],
    [
      "an id that should not come again",
      [
        [1, 5n, 1, -1n],
        [1, 5n, 1, -1n],
      ],
    ],
    [
      "an id that should come later",
      [
        [1, 5n, 1, 7n],
        [1, 5n, 1, -1n],
      ],
    ],
    ["a size of 0", [[1, 5n, 0, -1n]]],
  ] satisfies [string, [number, bigint, number, bigint][]][])("oracle-general has no %s", (_, records) => {
    expect(() => chosen(oracleRecords(records))).toThrow("it is not text");
  });
});

describe("the name of a trace", () => {
  it.each([
    ["a.lis", "arc"],
    ["a.lis.zst", "arc"],
    ["A.BTRACE.GZ", "ballonet"],
    ["w106.oracleGeneral.bin.zst", "oracle-general"],
    ["w106.oracleGeneral.zst", "oracle-general"],
    ["a.csv.gz", "csv"],
    ["a.tsv", "csv"],
    ["a.u32", "u32"],
    ["a.txt", "text"],
    ["a.lackey", "lackey"],
  ])("%s tells %s", (name, format) => {
    expect(formatOfName(name)?.name).toBe(format);
    expect(chosen(format === "text" ? "1\noops\n" : "what is this? a poem, perhaps\n", name)).toBe(format);
  });

  it("counts more than the content, but .txt, which all text formats use, counts less", () => {
    expect(chosen("12 34\n", "a.lackey")).toBe("lackey");
    expect(chosen("1 2 0 0\n1 1 0 1\n", "a.txt")).toBe("arc");
    expect(chosen("l 0x1000 4\n", "a.txt.gz")).toBe("address");
  });

  it("counts less than the format asked for", () => {
    expect(chosen("12 34\n", "a.lackey", "arc")).toBe("arc");
    expect(chosen("12345678 R\n", "a.txt", "oscourse")).toBe("oscourse");
  });
});

describe("a format asked for", () => {
  it("may have parameters", async () => {
    const trace = await readTrace(bytesOf("1;64;w\n2;0x80;r\n"), "t", {
      format: "csv:address=2:op=3:header=no",
      pageBytes: 64,
    });
    expect([...trace.references]).toEqual([0x8000_0000, 1]);
  });

  it.each([
    ["csv:pages=1", 't: the format csv has no parameter "pages": did you mean page?'],
    ["u32:x=1", 't: the format u32 has no parameters, but "x" is written behind it'],
    ["csv:header=perhaps", 't: header of the format csv is "perhaps", but must be one of auto, yes, no'],
    ["csv:page", "t: page of the format csv has no value: write csv:page=…"],
  ])("%s is refused", (wanted, message) => {
    expect(() => chosen("1\n", "t", wanted)).toThrow(expect.objectContaining({ message }));
  });

  it("is found in packed traces, too", async () => {
    expect((await readTrace(gzipSync("5 2 0 0\n"), "t", { format: "arc" })).distinctPages).toBe(2);
  });
});
