import { describe, expect, it } from "vitest";
import { buildScenario } from "../../../src/scenario/build.ts";
import { catalogue } from "../example.ts";

const GIB = 2 ** 18;

describe("a guest's compressed memory", () => {
  const swap = (written: unknown, memory = "6GiB") =>
    buildScenario(
      {
        version: 1,
        duration: "1min",
        host: { memory: "32GiB" },
        vms: [{ name: "web", memory, swap: written, workload: { pattern: "uniform" } }],
      },
      catalogue,
    ).vms[0]?.swap;

  it("is half as large as the memory, 4 GiB at most, and may take all of it", () => {
    const pages = { kind: "zram", limitPages: null, otherBytes: Math.ceil(4096 / 2.74), compressNs: 6400 };
    expect(swap("zram")).toMatchObject({ ...pages, pages: 3 * GIB });
    expect(swap({ kind: "zram" }, "16GiB")).toMatchObject({ ...pages, pages: 4 * GIB });
  });

  it("stores whole what hardly compresses: 3632 of 4096 bytes and more", () => {
    const stored = (ratio: number) => swap({ kind: "zram", ratio, imageRatio: 2 });
    expect(stored(4096 / 3631)).toMatchObject({ otherBytes: 3631, volatileBytes: 3631, imageBytes: 2048 });
    expect(stored(4096 / 3632)).toMatchObject({ otherBytes: 4096, volatileBytes: 4096, imageBytes: 2048 });
  });
});
