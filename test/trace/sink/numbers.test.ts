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

  it.each(["x 0x10 1", "l 10 1", "l0x10 1", "l 0x 1", "l 0x10", "l 0x10 x", "l 0x10 1 2", "l 0x11111111111111111 1"])(
    "refuses %j",
    (line) => {
      expect(refusal("address", `l 0x10 1\n${line}\n`)).toBe(
        `t: line 2: "${line}" is not l (load) or s (store), a 0x… address and a number`,
      );
    },
  );
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

  it.each(["0041f7a0", "0041f7g0 R", "R", "0041f7a0R", "0041f7a0 X", "0041f7a0 R 1", "00000000000000000 R"])(
    "refuses %j",
    (line) => {
      expect(refusal("oscourse", `0 R\n\n${line}\n`)).toBe(
        `t: line 3: "${line}" is not an address in hexadecimal digits with R or W behind it`,
      );
    },
  );
});

describe("arc", () => {
  it("reads runs of blocks", () => {
    expect(parse("arc", [bytesOf("7 3 0 0\n\n 9007199254740990\t2 \r\n1 1 2 3 4 5 6")])).toEqual(
      [7, 8, 9, 2 ** 53 - 2, 2 ** 53 - 1, 1].map((block) => [block, false]),
    );
  });

  it.each(["1", "1 0", "1 x", "1 2x", "-1 2", "1 16777217", "9007199254740991 2"])("refuses %j", (line) => {
    expect(refusal("arc", `${line}\n`)).toBe(
      `t: line 1: "${line}" is not a first block and a number of blocks (1 to 16777216), with more numbers behind them or not`,
    );
  });
});

describe("oracle-general", () => {
  it("reads ids of 64 bits, numbered as they are first seen, and skips requests of size 0", () => {
    const records = oracleRecords([
      [1, 0xffff_ffff_ffff_fffen, 1, 3n],
      [1, 0xffff_ffff_ffff_ffffn, 1, -1n],
      [1, 9n, 0, -1n],
      [2, 0xffff_ffff_ffff_fffen, 1, -1n],
      [2, 0xfffffffen, 1, -1n],
    ]);
    expect(parse("oracle-general", [records])).toEqual([0, 1, 0, 2].map((page) => [page, false]));
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
      { page: "2", op: "3" },
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

  it.each([
    [
      "a,b\n1,2\n",
      {},
      't: line 1: "a,b" is not a header with a column page or address: name the column, for example csv:page=2 or csv:address=vaddr:op=rw',
    ],
    ["a,b\n1,2\n", { page: "c" }, 't: line 1: "a,b" is not a row with the column "c"'],
    ["a,b\n1,2\n", { page: "3" }, 't: line 1: "a,b" is not a row with the column "3"'],
    [
      "page,op\n1,x\n",
      {},
      't: line 2: "1,x" is not a row with a page number (decimal or 0x…) in column 1, with a read or a write (R or W, 0 or 1, load or store) in column 2',
    ],
    [
      "page,op\n1\n",
      {},
      't: line 2: "1" is not a row with a page number (decimal or 0x…) in column 1, with a read or a write (R or W, 0 or 1, load or store) in column 2',
    ],
    ["page\n1\n-1\n", {}, 't: line 3: "-1" is not a row with a page number (decimal or 0x…) in column 1'],
    [
      "page\n9007199254740992\n",
      {},
      't: line 2: "9007199254740992" is not a row with a page number (decimal or 0x…) in column 1',
    ],
    ['page,x\n"1,2\n', {}, 't: line 2: ""1,2" is not a row with a page number (decimal or 0x…) in column 1'],
    [
      "addr,size\n1,x\n",
      {},
      't: line 2: "1,x" is not a row with an address (decimal or 0x…) in column 1, with a number of bytes in column 2',
    ],
    [
      "a,b\n",
      { page: "1", address: "2" },
      't: line 1: "a,b" is not the first row of a table that can be read with both page and address: choose one of them',
    ],
  ])("refuses %j", (content, settings, message) => {
    expect(refusal("csv", content, settings)).toBe(message);
  });
});
