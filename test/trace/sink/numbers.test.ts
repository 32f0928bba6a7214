import { describe, expect, it } from "vitest";
import { oracleRecords, parse } from "../encode.ts";

const bytesOf = (content: string) => new TextEncoder().encode(content);
const refusal = (format: string, content: string, settings = {}) => {
  try {
    parse(format, [bytesOf(content)], 4096, settings);
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
  return "nothing is wrong";
};

describe("address", () => {
  it("reads loads and stores, and leaves the number behind the address alone", () => {
    expect(parse("address", [bytesOf("s 0x1fffff50 1\n l\t0x1FFF 900000 \r\n\nS 0xffffffffffffffff 0")])).toEqual([
      [0x1ffff, true],
      [1, false],
      [2 ** 52 - 1, true],
    ]);
    expect(parse("address", [bytesOf("l 0x1fff 1")], 2 ** 21)).toEqual([[0, false]]);
  });

  it.each([
    [
      "x 0x10 1",
      'column 1: "x" is neither a read nor a write: say what it is, with :reads=…, :writes=… or :skip=… after the format',
    ],
    ["l0x10 1", '"l0x10 1" has 2 fields, but 3 are expected'],
    ["l 0x 1", 'column 2: "0x" is not a number (decimal or 0x…)'],
    ["l 0x10", '"l 0x10" has 2 fields, but 3 are expected'],
    ["l 0x10 1 2", '"l 0x10 1 2" has 4 fields, but 3 are expected'],
    ["l 0x11111111111111111 1", 'column 2: "0x11111111111111111" is above 2^64 − 1'],
  ])("refuses %j", (line, message) => {
    expect(refusal("address", `l 0x10 1\n${line}\n`)).toBe(`t: line 2: ${message}`);
  });
});

describe("oscourse", () => {
  it("reads addresses of any length with R or W", () => {
    expect(parse("oscourse", [bytesOf("0041f7a0 R\n13F5E2C0 w\n\n0x5000 r \nffffffffffffffff W")])).toEqual([
      [0x41f, false],
      [0x13f5e, true],
      [5, false],
      [2 ** 52 - 1, true],
    ]);
  });

  it.each([
    ["0041f7a0", "there is no R or W beside the address"],
    ["0041f7g0 R", '"0041f7g0" is neither a hexadecimal number nor R or W'],
    ["R", "there is R or W without a place"],
    ["0041f7a0R", '"0041f7a0R" is neither a hexadecimal number nor R or W'],
    ["0041f7a0 X", '"X" is neither a hexadecimal number nor R or W'],
    ["0041f7a0 R 1", "R or W is on a line with several places, so it is unclear which one it belongs to"],
    ["10000000000000000 R", '"10000000000000000" is above 2^64 − 1'],
  ])("refuses %j", (line, message) => {
    expect(refusal("oscourse", `0 R\n\n${line}\n`)).toBe(`t: line 3: ${message}`);
  });
});

describe("arc", () => {
  it("reads runs of blocks", () => {
    expect(parse("arc", [bytesOf("7 3 0 0\n\n 9007199254740990\t2 \r\n1 1 2 3 4 5 6")])).toEqual(
      [7, 8, 9, 2 ** 53 - 2, 2 ** 53 - 1, 1].map((block) => [block, false]),
    );
  });

  it.each([
    ["1", 'there is no column "2": there are columns 1 to 1'],
    ["1 0", "column 1: a request has at least one page, not 0"],
    ["1 x", 'column 2: "x" is not a number (decimal or 0x…)'],
    ["1 2x", 'column 2: "2x" is not a number (decimal or 0x…)'],
    ["-1 2", 'column 1: "-1" is negative'],
    ["1 16777217", "column 1: a request over 16777217 pages is too large: at most 16777216 are accepted"],
    ["18446744073709551615 2", "column 1: the request ends above page 2^64 − 1"],
  ])("refuses %j", (line, message) => {
    expect(refusal("arc", `${line}\n`)).toBe(`t: line 1: ${message}`);
  });

  it("reads runs across 2^53", () => {
    expect(parse("arc", [bytesOf("9007199254740991 2")]).map(([page]) => page)).toEqual([
      "9007199254740991",
      "9007199254740992",
    ]);
  });
});

describe("oracle-general", () => {
  it("reads ids of 64 bits, and skips requests of size 0", () => {
    const records = oracleRecords([
      [1, 0xffff_ffff_ffff_fffen, 1, 3n],
      [1, 0xffff_ffff_ffff_ffffn, 1, -1n],
      [1, 9n, 0, -1n],
      [2, 0xffff_ffff_ffff_fffen, 1, -1n],
      [2, 0xfffffffen, 1, -1n],
    ]);
    expect(parse("oracle-general", [records])).toEqual(
      ["18446744073709551614", "18446744073709551615", "18446744073709551614", 0xfffffffe].map((id) => [id, false]),
    );
  });

  it("says where a record is cut off", () => {
    const records = oracleRecords([
      [1, 1n, 1, -1n],
      [1, 2n, 1, -1n],
    ]);
    expect(() => parse("oracle-general", [records.subarray(0, 40)])).toThrow(
      "t: byte 24: the last record is cut off: 40 bytes are not a multiple of 24",
    );
  });
});

describe("csv", () => {
  it.each([
    [
      "known names in any case",
      "Time,PAGE,Op\n1,7,R\n2,8,W\n",
      {},
      [
        [7, false],
        [8, true],
      ],
    ],
    [
      "quotes, blanks, hexadecimal",
      '"page" ; "op"\r\n "7" ; "w" \n0x1F;read\n',
      {},
      [
        [7, true],
        [31, false],
      ],
    ],
    ["quoted separators and quotes", 'name,page\n"a,""b"",c",3\n', {}, [[3, false]]],
    ["tabs and empty fields", "x\tpage\n\t4\n", {}, [[4, false]]],
    ["no operations at all", "page\n1\n", {}, [[1, false]]],
    ["chosen names", "block,other\n1,2\n", { page: "other" }, [[2, false]]],
    [
      "chosen numbers without a header",
      "9,2,1\n8,3,0\n",
      { page: "2", op: "3", writes: "1" },
      [
        [2, true],
        [3, false],
      ],
    ],
    ["a header that is all numbers", "1,2\n3,4\n", { page: "1", header: "yes" }, [[3, false]]],
    [
      "addresses",
      "addr,rw\n0x1fff,s\n8192,l\n",
      {},
      [
        [1, true],
        [2, false],
      ],
    ],
    [
      "an access across pages",
      "addr,size\n4095,2\n0xfff,4098\n5,0\n",
      {},
      [
        [0, false],
        [1, false],
        [0, false],
        [1, false],
        [2, false],
        [0, false],
      ],
    ],
    ["64-bit addresses", "addr\n0xffffffffffffffff\n", {}, [[2 ** 52 - 1, false]]],
    ["remarks and empty lines", "# made by x\n\npage\n# y\n1\n\n", {}, [[1, false]]],
  ])("reads %s", (_, content, settings, references) => {
    expect(parse("csv", [bytesOf(content)], 4096, settings)).toEqual(references);
  });

  const word = "is neither a read nor a write: say";
  it.each([
    ["a,b\n1,2\n", { page: "c" }, 't: line 1: there is no column "c": there are a, b'],
    ["a,b\n1,2\n", { page: "3" }, 't: line 1: there is no column "3": there are a, b'],
    [
      "page,op\n1,x\n",
      {},
      `t: line 2: column 2 (op): "x" ${word} what it is, with :reads=…, :writes=… or :skip=… after the format`,
    ],
    [
      "page,op\n1,0\n",
      {},
      `t: line 2: column 2 (op): "0" ${word} which of 0 and 1 writes, with :writes=1 or :writes=0 after the format`,
    ],
    ["page,op\n1\n", {}, "t: line 2: there are 1 fields, but column 2 (op) is needed"],
    ["page\n1\n-1\n", {}, 't: line 3: column 1 (page): "-1" is negative'],
    ["page\n18446744073709551616\n", {}, 't: line 2: column 1 (page): "18446744073709551616" is above 2^64 − 1'],
    ["page\n\n1.5\n", {}, 't: line 3: column 1 (page): "1.5" is not a whole number'],
    [
      'page,x\n"1,2\n',
      {},
      't: line 2: ""1,2" is not a row of a table: its quotes are not closed, or text follows them',
    ],
    ["addr,size\n512,512\n1,x\n", { unit: "byte" }, 't: line 3: column 2 (size): "x" is not a number (decimal or 0x…)'],
    [
      "addr,size\n512,9007199254740993\n",
      { unit: "byte" },
      't: line 2: column 2 (size): "9007199254740993" is above 2^53 − 1',
    ],
  ])("refuses %j", (content, settings, message) => {
    expect(refusal("csv", content, settings)).toBe(message);
  });

  it("asks which column says where", () => {
    expect(refusal("csv", "a,b\n1,2\n")).toBe(
      [
        "t: it is a table of the columns a, b, and its place column is not named (after csv, write for example :page=2, :id=2 or :place=2:unit=sector:size=3:sizeUnit=byte:op=4)",
        "  --format csv:page=1:size=2  a first page and a number of pages",
        "  --format csv:page=a         column 1 holds page numbers",
        "  --format csv:page=b         column 2 holds page numbers",
      ].join("\n"),
    );
  });
});
