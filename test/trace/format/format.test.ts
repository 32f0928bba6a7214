import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TraceFormat } from "../../../src/trace/contract.ts";
import { chooseFormat } from "../../../src/trace/format/choose.ts";
import { lackey } from "../../../src/trace/format/lackey.ts";
import { traceFormats } from "../../../src/trace/format/registry.ts";
import { text } from "../../../src/trace/format/text.ts";
import { encodeU32, u32 } from "../../../src/trace/format/u32.ts";
import { encode, oracleRecords } from "../encode.ts";

const bytesOf = (content: string) => new TextEncoder().encode(content);

function parse(format: TraceFormat, chunks: readonly Uint8Array[], pageBytes = 4096): [number, boolean][] {
  const references: [number, boolean][] = [];
  const parser = format.open({ name: "t", pageBytes }, { reference: (page, write) => references.push([page, write]) });
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return references;
}

describe("text", () => {
  it("reads decimal and hexadecimal pages, marks, remarks and any line end", () => {
    const content = "# remark\n*\n7\n 0x1F W\r\n\n\t12\tr\n9007199254740991 w \n0";
    expect(parse(text, [bytesOf(content)])).toEqual([
      [7, false],
      [31, true],
      [12, false],
      [Number.MAX_SAFE_INTEGER, true],
      [0, false],
    ]);
  });

  const wanted = "is not a page number (decimal or 0x…, at most 2^53 - 1), alone or with R or W behind it";
  it.each([
    ["1\nabc\n", `t: line 2: "abc" ${wanted}`],
    ["0x\n", `t: line 1: "0x" ${wanted}`],
    ["1\n\n-2", `t: line 3: "-2" ${wanted}`],
    ["3 X\n", `t: line 1: "3 X" ${wanted}`],
    ["3W\n", `t: line 1: "3W" ${wanted}`],
    ["3 W 4\n", `t: line 1: "3 W 4" ${wanted}`],
    ["9007199254740992\n", `t: line 1: "9007199254740992" ${wanted}`],
    [`${"x".repeat(50)}\n`, `t: line 1: "${"x".repeat(40)}…" ${wanted}`],
    ["\u0000\u0007é\n", `t: line 1: "··é" ${wanted}`],
  ])("refuses %j", (content, message) => {
    expect(() => parse(text, [bytesOf(content)])).toThrow(expect.objectContaining({ message: message }));
  });

  it("does not keep a line without an end", () => {
    const chunk = bytesOf("5".repeat(60_000));
    expect(() => parse(text, Array(50).fill(chunk))).toThrow(`"${"5".repeat(40)}…" is not a page number`);
  });
});

describe("lackey", () => {
  it("reads every kind of access and skips Valgrind's remarks", () => {
    const content =
      "==12== Lackey\n--12-- x\nI  04001000,3\n L 1ffefff568,8\n S 04225e38,4\n M 0421c7cc,4\n\n==12== end\n";
    expect(parse(lackey, [bytesOf(content)])).toEqual([
      [0x4001, false],
      [0x1ffefff, false],
      [0x4225, true],
      [0x421c, true],
    ]);
  });

  it("counts an access across pages for each of them", () => {
    expect(parse(lackey, [bytesOf(" S 1ffc,4\n S 1ffd,4\n L 0fff,4098\n")])).toEqual([
      [1, true],
      [1, true],
      [2, true],
      [0, false],
      [1, false],
      [2, false],
    ]);
  });

  it("knows all 64 bits of an address and other page sizes", () => {
    expect(parse(lackey, [bytesOf(" L ffffffffffffffff,1\n")])).toEqual([[2 ** 52 - 1, false]]);
    expect(parse(lackey, [bytesOf(" L 400000,1\n L ffffffff80000000,8")], 2 ** 21)).toEqual([
      [2, false],
      [0x7fffffffc00, false],
    ]);
  });

  it.each([
    "X 1000,4",
    " L 1000",
    " L 1000,",
    " L ,4",
    " L 1000,0",
    " L 1000,4x",
    " L 11111111111111111,4",
    "I",
    "IL 1,1",
    " L 1,9999999",
  ])("refuses %j", (line) => {
    const message = `t: line 2: "${line}" is not a line of Valgrind's lackey: "I", " L", " S" or " M" with address,size behind it`;
    expect(() => parse(lackey, [bytesOf(`I  1000,1\n${line}\n`)])).toThrow(
      expect.objectContaining({ message: message }),
    );
  });
});

describe("u32", () => {
  it("reads pages, low byte first, and bit 31 as a write", () => {
    expect(parse(u32, [Uint8Array.of(1, 2, 0, 0, 255, 255, 255, 255, 0, 0, 0, 128)])).toEqual([
      [513, false],
      [0x7fff_ffff, true],
      [0, true],
    ]);
  });

  it("says where a reference is cut off", () => {
    expect(() => parse(u32, [new Uint8Array(9)])).toThrow(
      expect.objectContaining({ message: "t: byte 8: the last reference is cut off: 9 bytes are not a multiple of 4" }),
    );
  });

  it("reads what it writes", () => {
    const references = Uint32Array.of(0, 1, 0x8000_0001, 0xffff_ffff);
    expect(parse(u32, [encodeU32(references)])).toEqual([
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
    ["arc", bytesOf("3050771 25 0 0\n2461851 8 0 1\r\n1 1")],
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

  it.each(traceFormats.map((format) => [format.name, format] as const))(
    "%s reads the same however it is cut",
    (name, format) => {
      const sample = samples.get(name);
      if (sample === undefined) throw new Error(`the format ${name} needs a sample here`);
      const whole = parse(format, [sample]);
      fc.assert(
        fc.property(fc.array(fc.nat(sample.length), { maxLength: 8 }), (cuts) => {
          const borders = [0, ...cuts.sort((a, b) => a - b), sample.length];
          const chunks = borders.slice(1).map((end, index) => sample.subarray(borders[index], end));
          expect(parse(format, chunks)).toEqual(whole);
        }),
      );
    },
  );

  it.each([...samples])("%s is recognised by its beginning", (name, sample) => {
    expect(chooseFormat("", undefined, sample).format.name).toBe(name);
  });

  it.each([...samples])("%s is recognised by nobody else but, as it takes whatever is no text, u32", (name, sample) => {
    const others = traceFormats.filter((format) => format !== u32 && format.recognises(sample));
    expect(others.map((format) => format.name)).toEqual(name === "u32" ? [] : [name]);
  });
});
