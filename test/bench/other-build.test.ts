import { expect, test } from "vitest";
// @ts-expect-error: the measuring programs are plain JavaScript
import { alternately } from "../../bench/other-build.mjs";

type Rows = readonly (readonly [name: string, value: number | null, unit: string])[];

/** A side whose rounds give these rows, and which notes its turns. */
function side(name: string, turns: string[], ...rounds: readonly Rows[]) {
  let at = 0;
  return () => {
    turns.push(name);
    const rows = rounds[at++ % rounds.length] ?? [];
    return { rows: new Map(rows.map(([what, value, unit]) => [what, { value, unit }])) };
  };
}

test("two builds alternate, and each round begins with the other one", () => {
  const turns: string[] = [];
  const rows: Rows = [["a", 1, "ms"]];
  [...alternately("part", { own: side("own", turns, rows), other: side("other", turns, rows) }, 3)];
  expect(turns).toEqual(["own", "other", "other", "own", "own", "other"]);
});

test("a ratio is the median over the rounds, above 1 where this build is better", () => {
  const own = side(
    "own",
    [],
    [
      ["speed", 20, "M references/s"],
      ["cost", 4, "ms"],
    ],
    [
      ["speed", 10, "M references/s"],
      ["cost", 2, "ms"],
    ],
    [
      ["speed", 40, "M references/s"],
      ["cost", 1, "ms"],
    ],
  );
  const other = side(
    "other",
    [],
    [
      ["speed", 10, "M references/s"],
      ["cost", 2, "ms"],
    ],
  );
  // Speeds: 2, 1 and 4 times the other's. Costs: half, the same and twice as good.
  const rows = [...alternately("part", { own, other }, 3)];
  expect(rows.map(({ what, value, other, ratio }) => [what, value, other, ratio])).toEqual([
    ["speed", 20, 10, 2],
    ["cost", 2, 2, 1],
  ]);
});

test("what only one build measures is left out, and a build that fails is named", () => {
  const own = side(
    "own",
    [],
    [
      ["new", 1, "ms"],
      ["nothing", null, "ms"],
    ],
  );
  const other = side("other", [], [["nothing", 3, "ms"]]);
  const rows = [...alternately("part", { own, other }, 1)];
  expect(rows.map(({ note }) => note)).toEqual([
    "left out: the other build does not measure it",
    "left out: this build could not measure it",
  ]);
  const failing = [...alternately("part", { own, other: () => ({ failed: "no such file" }) }, 1)];
  expect(failing).toMatchObject([{ what: "part", note: "left out: the other build failed: no such file" }]);
});
