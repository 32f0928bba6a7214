import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { numberedWord } from "../../../src/scenario/key/leaf.ts";

const read = (written: unknown) => v.safeParse(numberedWord(["small", "main"]), written);

describe("a word that stands for a number", () => {
  it.each([
    ["small", 0],
    ["main", 1],
    [0, 0],
    [1, 1],
  ])("%j is %d", (written, number) => {
    expect(read(written)).toMatchObject({ success: true, output: number });
  });

  it.each([2, 0.5, -1, "length", true, null, [], {}])("%j is none", (written) => {
    const { success, issues } = read(written);
    expect(success).toBe(false);
    expect(issues?.[0].message).toMatch(/ is not known, known here: small, main$/u);
  });
});
