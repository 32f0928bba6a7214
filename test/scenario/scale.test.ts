import { describe, expect, it } from "vitest";
import { buildScenario } from "../../src/index.ts";

const written = (scale: unknown, memory = "1GiB") => ({
  version: 1,
  duration: "1s",
  ...(scale === undefined ? {} : { scale }),
  host: { memory: "4GiB" },
  vms: [
    { name: "large", memory: "2GiB", workload: { pattern: "uniform" } },
    { name: "small", memory, workload: { pattern: "uniform", memory: "50%" } },
  ],
});

describe("scale", () => {
  it.each([
    [undefined, 1],
    [1, 1],
    ["1", 1],
    ["1/16", 16],
    [" 1 / 16 ", 16],
    [16, 16],
    ["16", 16],
    ["1/64", 64],
  ])("reads %s as %i", (scale, pages) => {
    expect(buildScenario(written(scale)).scale).toBe(pages);
  });

  it.each([0, -1, 3, 2048, "1/3", "0.25", "2/16", true, null, "sixteen"])("refuses %s", (scale) => {
    expect(() => buildScenario(written(scale))).toThrow(
      /^scale: .* is not a scale: write 1, or 1\/2, 1\/4, 1\/8 … 1\/1024$/,
    );
  });

  it("refuses what leaves a VM too few pages, and says what would not", () => {
    expect(() => buildScenario(written("1/128"))).toThrow(
      "scale: small would have 1024 pages, too few to stand for all it has, at least 2048: write 1/64 or a larger share",
    );
    expect(() => buildScenario(written("1/4", "8MiB"))).toThrow(
      "scale: small would have 256 pages, too few to stand for all it has, at least 2048: leave the scale out",
    );
  });
});
