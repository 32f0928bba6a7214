import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeU32 } from "../../../src/trace/format/u32.ts";
import { chooseFormat } from "../../../src/trace/recognise/choose.ts";
import { headOf } from "../../../src/trace/recognise/head.ts";
import { encode, oracleRecords, parse } from "../encode.ts";

const bytesOf = (content: string) => new TextEncoder().encode(content);

describe("text", () => {
  it("reads decimal and hexadecimal pages, marks, remarks and any line end", () => {
    const content = "# remark\n*\n7\n 0x1F W\r\n\n\t12\tr\n9007199254740991 w \n0";
    expect(parse("text", [bytesOf(content)])).toEqual([
      [7, false],
      [31, true],
      [12, false],
      [Number.MAX_SAFE_INTEGER, true],
      [0, false],
    ]);
  });

  it.each([
    ["1\nabc\n", 't: line 2: "abc" is neither a number (decimal or 0x…) nor R or W'],
    ["0x\n", 't: line 1: "0x" is neither a number (decimal or 0x…) nor R or W'],
    ["1\n\n-2", 't: line 3: "-2" is negative'],
    ["1.5\n", 't: line 1: "1.5" is not a whole number'],
    ["3 X\n", 't: line 1: "X" is neither a number (decimal or 0x…) nor R or W'],
    ["3W\n", 't: line 1: "3W" is neither a number (decimal or 0x…) nor R or W'],
    ["3 W 4\n", "t: line 1: R or W is on a line with several places, so it is unclear which one it belongs to"],
    ["3 4 W\n", "t: line 1: R or W is on a line with several places, so it is unclear which one it belongs to"],
    ["3 R W\n", "t: line 1: one line has two marks of reading or writing"],
    ["1\nR\n", "t: line 2: there is R or W without a place"],
    ["18446744073709551616\n", 't: line 1: "18446744073709551616" is above 2^64 − 1'],
    [`${"x".repeat(50)}\n`, `t: line 1: "${"x".repeat(40)}…" is neither a number (decimal or 0x…) nor R or W`],
    ["\u0000\u0007é\n", 't: line 1: "··é" is neither a number (decimal or 0x…) nor R or W'],
  ])("refuses %j", (content, message) => {
    expect(() => parse("text", [bytesOf(content)])).toThrow(expect.objectContaining({ message: message }));
  });

  it("reads many numbers per line, separated by blanks, commas or semicolons", () => {
    const pages = (content: string) => parse("text", [bytesOf(content)]).map(([page]) => page);
    expect(pages("7, 0,1;2\t3\r\n4")).toEqual([7, 0, 1, 2, 3, 4]);
    expect(pages("7 0 1\n")).toEqual([7, 0, 1]);
  });

  it("takes R or W before a number as well, and 1.0 for 1", () => {
    expect(parse("text", [bytesOf("R 1\nw 2.0\nWrite 0x10")])).toEqual([
      [1, false],
      [2, true],
      [16, true],
    ]);
  });

  it("knows numbers of 64 bits apart", () => {
    const content = "18446744073709551615\n9007199254740993\n9007199254740992\n0xffffffffffffffff";
    expect(parse("text", [bytesOf(content)]).map(([page]) => page)).toEqual([
      "18446744073709551615",
      "9007199254740993",
      "9007199254740992",
      "18446744073709551615",
    ]);
  });

  it("reads addresses when it is told so, on pages of any size", () => {
    const pages = (pageBytes: number, settings: { [name: string]: string }) =>
      parse("text", [bytesOf("255\n256\n1000")], pageBytes, settings).map(([page]) => page);
    expect(pages(256, { unit: "byte" })).toEqual([0, 1, 3]);
    expect(pages(1, { unit: "byte" })).toEqual([255, 256, 1000]);
    expect(pages(1000, { unit: "byte" })).toEqual([0, 0, 1]);
    expect(pages(4096, { unit: "sector" })).toEqual([31, 32, 125]);
  });

  it("does not keep a line without an end", () => {
    const chunk = bytesOf("5".repeat(60_000));
    expect(() => parse("text", Array(50).fill(chunk))).toThrow(`"${"5".repeat(40)}…" is too long for a word`);
  });
});

describe("lackey", () => {
  it("reads every kind of access and skips Valgrind's remarks", () => {
    const content =
      "==12== Lackey\n--12-- x\nI  04001000,3\n L 1ffefff568,8\n S 04225e38,4\n M 0421c7cc,4\n\n==12== end\n";
    expect(parse("lackey", [bytesOf(content)])).toEqual([
      [0x4001, false],
      [0x1ffefff, false],
      [0x4225, true],
      [0x421c, true],
    ]);
  });

  it("counts an access across pages for each of them", () => {
    expect(parse("lackey", [bytesOf(" S 1ffc,4\n S 1ffd,4\n L 0fff,4098\n")])).toEqual([
      [1, true],
      [1, true],
      [2, true],
      [0, false],
      [1, false],
      [2, false],
    ]);
  });

  it("knows all 64 bits of an address and other page sizes", () => {
    expect(parse("lackey", [bytesOf(" L ffffffffffffffff,1\n")])).toEqual([[2 ** 52 - 1, false]]);
    expect(parse("lackey", [bytesOf(" L 400000,1\n L ffffffff80000000,8")], 2 ** 21)).toEqual([
      [2, false],
      [0x7fffffffc00, false],
    ]);
  });

  it.each([
    [
      "X 1000,4",
      'column 1: "X" is neither a read nor a write: say what it is, with :reads=…, :writes=… or :skip=… after the format',
    ],
    [" L 1000", '" L 1000" has 2 fields, but 3 are expected'],
    [" L 1000,4x", 'column 3: "4x" is not a number (decimal or 0x…)'],
    [" L 11111111111111111,4", 'column 2: "11111111111111111" is above 2^64 − 1'],
    ["I", '"I" has 1 fields, but 3 are expected'],
    [" L g,1", 'column 2: "g" is not a number (decimal or 0x…)'],
    [" L 1,99999999999", "column 2: a request over 24414063 pages is too large: at most 16777216 are accepted"],
  ])("refuses %j", (line, message) => {
    expect(() => parse("lackey", [bytesOf(`I  1000,1\n${line}\n`)])).toThrow(
      expect.objectContaining({ message: `t: line 2: ${message}` }),
    );
  });
});

describe("u32", () => {
  it("reads pages, low byte first, and bit 31 as a write", () => {
    expect(parse("u32", [Uint8Array.of(1, 2, 0, 0, 255, 255, 255, 255, 0, 0, 0, 128)])).toEqual([
      [513, false],
      [0x7fff_ffff, true],
      [0, true],
    ]);
  });

  it("says where a reference is cut off", () => {
    expect(() => parse("u32", [new Uint8Array(9)])).toThrow(
      expect.objectContaining({ message: "t: byte 8: the last reference is cut off: 9 bytes are not a multiple of 4" }),
    );
  });

  it("reads what it writes", () => {
    const references = Uint32Array.of(0, 1, 0x8000_0001, 0xffff_ffff);
    expect(parse("u32", [encodeU32(references)])).toEqual([
      [0, false],
      [1, false],
      [1, true],
      [0x7fff_ffff, true],
    ]);
  });
});

describe("every format", () => {
  const samples = new Map([
    ["u32", Uint8Array.of(1, 2, 0, 0, 255, 255, 255, 255, 0, 0, 0, 128, 9, 8, 7, 6)],
    ["text", bytesOf("*\n1\n0x2 W\r\n  33333 R\n# no\n4")],
    ["lackey", bytesOf("==1== x\nI  0401ffff,3\n L 1ffefff568,8\n M 04225e38,4\n")],
    ["address", bytesOf("s 0x1fffff50 1\nl 0x1fffff58 0\r\n\nL 0xABC 12")],
    ["oscourse", bytesOf("0041f7a0 R\n13f5e2c0 W\r\n05e78900 r")],
    ["arc", bytesOf("3050771 25 0 0\n2461851 8 0 1\r\n1 1 0 2")],
    ["csv", bytesOf('time,"page",rw\r\n1,7,R\n2,"0x1f", w \n# no\n3,7,')],
    [
      "oracle-general",
      oracleRecords([
        [1, 0xffff_ffff_ffff_ffffn, 512, 2n],
        [1, 7n, 4096, -1n],
        [9, 0xffff_ffff_ffff_ffffn, 512, 400n],
      ]),
    ],
    [
      "ballonet",
      encode("ballonet", [
        [0, false],
        [1, true],
        [0, false],
        [2, true],
      ]),
    ],
  ]);

  it.each([...samples])("%s reads the same however it is cut", (name, sample) => {
    const whole = parse(name, [sample]);
    fc.assert(
      fc.property(fc.array(fc.nat(sample.length), { maxLength: 8 }), (cuts) => {
        const borders = [0, ...cuts.sort((a, b) => a - b), sample.length];
        const chunks = borders.slice(1).map((end, index) => sample.subarray(borders[index], end));
        expect(parse(name, chunks)).toEqual(whole);
      }),
    );
  });

  it.each([...samples].filter(([name]) => name !== "u32"))("%s is recognised by its beginning", (name, sample) => {
    expect(chooseFormat("", undefined, headOf(sample)).format.name).toBe(name);
  });
});
