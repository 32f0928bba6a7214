import { describe, expect, it } from "vitest";
import type { Parameters } from "../../../src/parameter/parameter.ts";
import { unpublishedInWords } from "../../../src/report/words/unpublished.ts";
import { noManager } from "../../../src/scenario/manager/manager.ts";

const described: Parameters = {
  buffer: { unit: "share", default: 0.2, about: "Known.", source: "a manual" },
  rate: { unit: "bytesPerSecond", default: 1, about: "Not known.", source: "unpublished" },
  reserve: { unit: "bytes", default: 1, about: "Not known.", source: "unpublished; guessed from a talk" },
  target: { unit: "share", default: 0.2, about: "Of nobody." },
};

describe("the constants that nobody knows", () => {
  it("are named with what was assumed", () => {
    const manager = {
      ...noManager(1),
      kind: "x",
      parameters: { buffer: 0.2, rate: 128 * 1024 ** 2, reserve: 1024 ** 3 },
    };
    expect(unpublishedInWords(manager, described)).toEqual([
      "Unpublished constants of x, assumed here: rate 128 MiB/s, reserve 1 GiB.",
    ]);
  });

  it("need no line where there is none", () => {
    const manager = { ...noManager(1), kind: "x", parameters: { buffer: 0.2 } };
    expect(unpublishedInWords(manager, described)).toEqual([]);
  });
});
