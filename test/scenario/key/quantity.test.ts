import { describe, expect, it } from "vitest";
import { editDistance, nearest } from "../../../src/parameter/nearest.ts";
import { partOf, readShare, writeShare } from "../../../src/parameter/share.ts";
import { readSize, writeSize } from "../../../src/parameter/size.ts";
import { readDuration, writeDuration } from "../../../src/scenario/key/duration.ts";
import { readRate } from "../../../src/scenario/key/rate.ts";

describe("sizes", () => {
  it.each([
    ["8GiB", 8 * 2 ** 30],
    ["512 MiB", 512 * 2 ** 20],
    ["4KiB", 4096],
    ["4096B", 4096],
    ["2TiB", 2 * 2 ** 40],
    ["0", 0],
    [" 1KiB ", 1024],
    [0, 0],
  ])("%s is %d bytes", (written, bytes) => {
    expect(readSize(written, { shares: false })).toEqual({ value: { unit: "bytes", bytes } });
  });

  it("knows a decimal fraction, of which nobody means the last byte", () => {
    expect(readSize("3.8 GiB", { shares: false })).toEqual({
      value: { unit: "bytes", bytes: 4080218931.2, decimal: "3.8GiB" },
    });
  });

  it("counts pages and takes shares where they are wanted", () => {
    expect(readSize("100000 pages", { shares: false })).toEqual({ value: { unit: "pages", pages: 100000 } });
    expect(readSize("1page", { shares: false })).toEqual({ value: { unit: "pages", pages: 1 } });
    expect(readSize("80%", { shares: true })).toEqual({ value: { unit: "share", share: 0.8 } });
    expect(readSize(0.25, { shares: true })).toEqual({ value: { unit: "share", share: 0.25 } });
    expect(readSize("80%", { shares: false })).toHaveProperty("problem");
    expect(readSize(0.25, { shares: false })).toHaveProperty("problem");
  });

  it.each(["8GB", "8gb", "8 gib", "8G", "8Gi", "8g", "8 gibibytes", "8GIB", "8GiBs"])(
    "%s is none, 8GiB is suggested",
    (written) => {
      expect(readSize(written, { shares: false })).toEqual({ problem: expect.stringContaining("write 8GiB") });
    },
  );

  it.each(["", "GiB", "1e3GiB", "1,5GiB", "0x10MiB", "--1GiB", "NaN", "1 2 GiB", "8GiB8", true, null, [], {}])(
    "%j is none",
    (written) => {
      expect(readSize(written, { shares: true })).toHaveProperty("problem");
    },
  );

  it("are written with the largest unit that fits", () => {
    expect([0, 1, 1024, 1536 * 2 ** 20, 8 * 2 ** 30].map(writeSize)).toEqual(["0", "1B", "1KiB", "1536MiB", "8GiB"]);
  });
});

describe("durations", () => {
  it.each([
    ["5ns", 5],
    ["0.1ms", 100_000],
    ["100us", 100_000],
    ["100µs", 100_000],
    ["100μs", 100_000],
    ["1.5 s", 1_500_000_000],
    ["2min", 120e9],
    ["1h", 3600e9],
    ["1d", 86400e9],
    ["0", 0],
    [0, 0],
  ])("%s is %d ns", (written, ns) => {
    expect(readDuration(written)).toEqual({ value: ns });
  });

  it.each([
    ["5m", "5min"],
    ["5 sec", "5s"],
    ["5S", "5s"],
    ["5minutes", "5min"],
    ["5Ms", "5ms"],
  ])("%s is none, %s is suggested", (written, meant) => {
    expect(readDuration(written)).toEqual({ problem: expect.stringContaining(`write ${meant}`) });
  });

  it.each(["-1s", "0.5ns", "105d", "s", "", 5, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300, true, null])(
    "%j is none",
    (written) => {
      expect(readDuration(written)).toHaveProperty("problem");
    },
  );

  it("are written with the largest unit that fits", () => {
    expect([0, 1, 1500, 90e9, 120e9].map(writeDuration)).toEqual(["0", "1ns", "1500ns", "90s", "2min"]);
  });
});

describe("shares and rates", () => {
  it("reads shares", () => {
    expect([0, 1, 0.8, "80%", "0.5 %", "0%", "100%"].map(readShare)).toEqual(
      [0, 1, 0.8, 0.8, 0.005, 0, 1].map((value) => ({ value })),
    );
    for (const written of [-0.1, 2, 80, "0.8", "80", "101%", "-1%", "%", true, null])
      expect(readShare(written)).toHaveProperty("problem");
    expect([0.8, 0.07, 1].map(writeShare)).toEqual(["80%", "7%", "100%"]);
  });

  it("reads rates, decimal and binary", () => {
    expect(["500MB/s", "20MiB/s", "1.5 GB/s", "100B/s"].map(readRate)).toEqual(
      [500e6, 20 * 2 ** 20, 1.5e9, 100].map((value) => ({ value })),
    );
    for (const written of ["0MB/s", "500MB", "-1MB/s", 500, "5 Mbit/s", null])
      expect(readRate(written)).toHaveProperty("problem");
  });
});

describe("the nearest word", () => {
  it("counts a swap of neighbours as one edit", () => {
    expect(editDistance("memroy", "memory")).toBe(1);
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("", "abc")).toBe(3);
  });

  it("is near enough to be meant", () => {
    expect(nearest("memroy", ["memory", "reserved"])).toBe("memory");
    expect(nearest("Memory", ["memory"])).toBe("memory");
    expect(nearest("cat", ["memory", "reserved"])).toBeNull();
  });
});

describe("a share of a whole number", () => {
  const wrong = (wholes: readonly number[], parts: number) =>
    wholes.flatMap((whole) =>
      Array.from({ length: parts + 1 }, (_, part) => [whole, part] as const).filter(
        ([, part]) => partOf(whole, part / parts) !== Number((BigInt(whole) * BigInt(part)) / BigInt(parts)),
      ),
    );

  it("is cut down as integers are: every percent and every tenth of one", () => {
    expect(wrong([...Array(2001).keys(), 8388607, 8388608, 263963000, 2 ** 30], 100)).toEqual([]);
    expect(wrong([7, 1000, 4096, 262144, 6442450944], 1000)).toEqual([]);
  });
});
