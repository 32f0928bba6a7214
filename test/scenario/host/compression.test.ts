import { describe, expect, it } from "vitest";
import { buildScenario } from "../../../src/scenario/build.ts";
import { catalogue } from "../example.ts";

describe("compression", () => {
  const compression = (written: unknown) =>
    buildScenario(
      {
        version: 1,
        duration: "1min",
        host: { memory: "32GiB", swap: "8GiB", compression: written },
        vms: [{ name: "web", memory: "8GiB", workload: { pattern: "uniform" } }],
      },
      catalogue,
    ).host.compression;
  const ALL = (32 * 2 ** 30) / 4096;

  it("is zswap's: a fifth of the host, nine tenths of that before it takes pages again", () => {
    expect(compression("off")).toBeNull();
    expect(compression("zswap")).toMatchObject({
      mostPages: Math.floor(ALL / 5),
      acceptPages: Math.floor(Math.floor(ALL / 5) * 0.9),
      vmShare: null,
      keepBytes: 3960,
      otherBytes: Math.ceil(4096 / 2.74),
    });
  });

  it("or ESX's: a tenth of each VM, for pages that shrink to half", () => {
    expect(compression("esx-cache")).toMatchObject({ mostPages: ALL - 1, vmShare: 0.1, keepBytes: 2048 });
    expect(compression({ kind: "esx-cache", share: "20%" })?.vmShare).toBe(0.2);
  });
});
