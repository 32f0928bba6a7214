import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TraceError } from "../../../src/trace/error.ts";
import { parse } from "../encode.ts";

const bytesOf = (content: string) => new TextEncoder().encode(content);

type Settings = { readonly [parameter: string]: string };

/** The references of a trace that comes in such pieces, or the sentence with which it is refused. */
function readIn(format: string, settings: Settings, pieces: Uint8Array[]): unknown {
  try {
    return parse(format, pieces, 4096, settings);
  } catch (error) {
    if (error instanceof TraceError) return error.message;
    throw error;
  }
}

function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((cut, at) => bytes.subarray(cuts[at], cut));
}

const number = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 99_999 }).map(String) },
  fc.constantFrom("0", "00012", "0x1F", "0X2", "999999999", "1000000000", "123456789012345", "0x1fffffffffffff"),
  fc.constantFrom("1.0", "9007199254740993", "18446744073709551615", "0xffffffffffffffff", '"7"', "4 ", " 5", "\t6"),
);
const size = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 9 }).map(String) },
  fc.constantFrom("0010", "0x1F", "1.0", '"7"', "4 ", " 5", "\t6"),
);
const oddNumber = fc.constantFrom("", "-1", "1.5", "0x", "12x", "1e3", "18446744073709551616", "4\r", '"8', '"9"x');
const word = fc.constantFrom("r", "W", "read", "WRITE", "Read", "st", "del", "delete", '"w"', "w ", "");
const filler = fc.constantFrom("", "7", "a b", "x\ry", '"q,q"', 'a"b', "é", "#");
const end = fc.constantFrom("\n", "\n", "\n", "\r\n", "\r\r\n", "\n\n", "\n# a remark\n");

/** Rows of a table; `odd` of about 300 numbers are odd ones. */
function rows(separator: string, odd: number, oddOnes = oddNumber) {
  const orOdd = (arbitrary: typeof number) => fc.oneof({ weight: 300, arbitrary }, { weight: odd, arbitrary: oddOnes });
  const row = fc
    .tuple(filler, orOdd(number), orOdd(size), word, filler, end)
    .map(
      ([before, place, much, op, rest, ending]) =>
        `k${before}${separator}${place}${separator}${much}${separator}${op}${separator}${rest}${ending}`,
    );
  return fc.array(row, { minLength: 1, maxLength: 60 }).map((list) => bytesOf(list.join("")));
}

// One byte at a time, every line is put together from pieces and read in the general way; whole, the quick way reads what it can.
describe("a trace gives the same in pieces of any size", () => {
  const words = { reads: "r,read,", writes: "w,write,st", skip: "del*" };
  it.each<[string, string, string, Settings, number]>([
    ["pages", ",", "csv", { header: "no", page: "2", op: "4", ...words }, 0],
    [
      "addresses and sizes",
      ";",
      "csv",
      { header: "no", separator: "semicolon", address: "2", size: "3", op: "4", ...words },
      0,
    ],
    [
      "pages of several spaces",
      "\t",
      "csv",
      { header: "no", separator: "tab", page: "2", key: "1+5", ...words, op: "4" },
      0,
    ],
    ["ids", "|", "csv", { header: "no", separator: "bar", id: "2", op: "4", ...words }, 20],
    ["so many fields a row", ",", "csv", { header: "no", page: "2", count: "3", fields: "5", op: "none" }, 1],
    ["hexadecimal addresses", ",", "csv", { header: "no", address: "2", base: "hex", op: "none" }, 1],
    [
      "sectors, of which something may be wrong",
      ",",
      "csv",
      { header: "no", place: "2", unit: "sector", size: "3", sizeUnit: "byte", op: "none" },
      3,
    ],
    ["runs of blanks", "  ", "csv", { header: "no", separator: "blank", page: "2", op: "none" }, 1],
    [
      "runs of anything",
      ", ",
      "csv",
      { header: "no", separator: "any", address: "2", base: "hex", size: "3", op: "none" },
      1,
    ],
    ["several places a row, times", ",", "csv", { header: "no", page: "2+3", repeat: "3", time: "1", op: "none" }, 1],
  ])("%s", (_, separator, format, settings, odd) => {
    fc.assert(
      fc.property(rows(separator, odd), fc.array(fc.nat(), { maxLength: 8 }), (bytes, places) => {
        const slowly = readIn(
          format,
          settings,
          cutAt(
            bytes,
            Array.from(bytes, (_, at) => at),
          ),
        );
        expect(readIn(format, settings, [bytes])).toEqual(slowly);
        expect(readIn(format, settings, cutAt(bytes, places))).toEqual(slowly);
      }),
      { numRuns: 100 },
    );
  });

  it("ids, of which some are empty", () => {
    // No operation: an unknown word would refuse most traces before their first empty id.
    const settings = { header: "no", separator: "bar", id: "2", op: "none" };
    fc.assert(
      fc.property(rows("|", 6, fc.constantFrom("")), (bytes) => {
        const pieces = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
        expect(readIn("csv", settings, [bytes])).toEqual(readIn("csv", settings, pieces));
      }),
      { numRuns: 100 },
    );
  });

  it.each<[string, Settings]>([
    ["text", {}],
    ["text", { unit: "byte", base: "hex" }],
    ["oscourse", {}],
    ["ids", {}],
  ])("words as %s %j", (format, settings) => {
    const part = fc.oneof({ weight: 4, arbitrary: number }, fc.constantFrom("R", "w", "read", "1f", "#x", "*", "é"));
    const between = fc.constantFrom("\n", "\n", "\n", " ", "\r\n", ",", "\t", ";");
    const text = fc.array(
      fc.tuple(part, between).map((pair) => pair.join("")),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 8 }), (parts, places) => {
        const bytes = bytesOf(parts.join(""));
        const slowly = readIn(
          format,
          settings,
          cutAt(
            bytes,
            Array.from(bytes, (_, at) => at),
          ),
        );
        expect(readIn(format, settings, [bytes])).toEqual(slowly);
        expect(readIn(format, settings, cutAt(bytes, places))).toEqual(slowly);
      }),
      { numRuns: 100 },
    );
  });
});
