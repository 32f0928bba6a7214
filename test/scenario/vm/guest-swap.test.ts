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

  it("stores whole what hardly compresses: more than 3256 bytes on 6.1, 3624 on 6.12", () => {
    const stored = (bytes: number, kernel: number) =>
      swap({ kind: "zram", kernel, ratio: 4096 / bytes, imageRatio: 2 });
    expect(stored(3256, 6.1)).toMatchObject({ otherBytes: 3256, volatileBytes: 3256, imageBytes: 2048 });
    expect(stored(3257, 6.1)).toMatchObject({ otherBytes: 4096, volatileBytes: 4096, imageBytes: 2048 });
    expect(stored(3624, 6.12)).toMatchObject({ otherBytes: 3624 });
    expect(stored(3625, 6.12)).toMatchObject({ otherBytes: 4096 });
  });
});
