import { expect, it } from "vitest";
import { unique } from "../../src/import/write/unique.ts";

it("makes every name different, also where one has the name that a second would get", () => {
  const taken = new Set<string>();
  expect(["web", "web", "web-2", "db", "web"].map((name) => unique(name, taken))).toEqual([
    "web",
    "web-2",
    "web-2-2",
    "db",
    "web-3",
  ]);
});
