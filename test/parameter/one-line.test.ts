import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quotedValue, readOneLine } from "../../src/parameter/one-line.ts";

describe("a name with parameters behind colons", () => {
  it.each([
    ["lru", { name: "lru", settings: [], malformed: null }],
    ["clock:load=0", { name: "clock", settings: [{ text: "load=0", name: "load", value: "0" }], malformed: null }],
    ["clock:", { name: "clock", settings: [{ text: "", name: "", value: null }], malformed: null }],
    [
      "a:b:c=",
      {
        name: "a",
        settings: [
          { text: "b", name: "b", value: null },
          { text: "c=", name: "c", value: "" },
        ],
        malformed: null,
      },
    ],
    ["a:b='x:y''z'", { name: "a", settings: [{ text: "b='x:y''z'", name: "b", value: "x:y'z" }], malformed: null }],
    ['a:b="x"', { name: "a", settings: [{ text: 'b="x"', name: "b", value: "x" }], malformed: null }],
    [
      "a:b=O'Brien=x",
      { name: "a", settings: [{ text: "b=O'Brien=x", name: "b", value: "O'Brien=x" }], malformed: null },
    ],
    ["a:b=1:c='x", { name: "a", settings: [{ text: "b=1", name: "b", value: "1" }], malformed: "c='x" }],
  ])("%s", (written, read) => {
    expect(readOneLine(written)).toEqual(read);
  });

  it("reads every value that is written in quotes where it must be", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (values) => {
        const line = ["name", ...values.map((value, at) => `p${at}=${quotedValue(value)}`)].join(":");
        const { settings, malformed } = readOneLine(line);
        expect(malformed).toBeNull();
        expect(settings.map(({ value }) => value)).toEqual(values);
      }),
    );
  });
});
