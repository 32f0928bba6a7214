import { describe, expect, it } from "vitest";
import { policies } from "../../src/engine/policies.ts";
import { readFrames } from "../../src/lab/frames.ts";
import { readPolicies } from "../../src/lab/policy.ts";

const basis = { distinctPages: 2852, pageBytes: 4096 };

describe("frames", () => {
  it.each([
    ["1000", 1000],
    [7, 7],
    ["64MiB", 16_384],
    ["6 KiB", 1],
    ["300 pages", 300],
    ["10%", 285],
    ["0.01%", 1],
    ["100%", 2852],
    ["150%", 4278],
    ["29%", 827],
  ])("%s is %i", (written, frames) => {
    expect(readFrames(written, basis)).toBe(frames);
  });

  it.each(["0", "0%", "1KiB", "-1", "1.5", "x", "", "10x", "5e3", "99999999999"])("%j is refused", (written) => {
    expect(() => readFrames(written, basis)).toThrow(/frame/u);
  });
});

describe("policies", () => {
  it("are read with their parameters", () => {
    const [lru, clock] = readPolicies(["lru", "clock:load=0"]);
    expect(lru).toMatchObject({ name: "lru", label: "lru", visibility: "every-access", parameters: {} });
    expect(clock).toMatchObject({ name: "clock", label: "clock:load=0", parameters: { load: 0 } });
  });

  it("are read with words for numbers that stand for choices", () => {
    const [main, small, one] = readPolicies(["s3-fifo:fill=main", "s3-fifo:fill=small", "s3-fifo:fill=1"]);
    expect([main, small, one].map((policy) => policy?.parameters.fill)).toEqual([1, 0, 1]);
    expect(main?.label).toBe("s3-fifo:fill=main");
    expect(() => readPolicies(["s3-fifo:fill=mian"])).toThrow("s3-fifo: fill: mian is not a number");
    expect(readPolicies(["mglru:kernel=6.1"])[0]?.parameters.kernel).toBe(6.1);
    expect(() => readPolicies(["mglru:kernel=6.10"])).toThrow(
      'mglru: kernel: "6.10" is not known here: write 6.1 or 6.12',
    );
  });

  it("are read by their other names and in capital letters", () => {
    const read = readPolicies(["second-chance", "BELADY", "lru-2:correlated=1"]);
    expect(read.map(({ name, label }) => [name, label])).toEqual([
      ["clock", "clock"],
      ["opt", "opt"],
      ["lru-k", "lru-k:correlated=1"],
    ]);
  });

  it("are every one for all", () => {
    expect(readPolicies(["all"]).map(({ name }) => name)).toEqual(policies.map(({ name }) => name));
  });

  it.each([
    ["lruu", "lruu is not a replacement policy, did you mean lru?"],
    ["", '"" is not a replacement policy'],
    ["clock:load", "load is not a parameter: write clock:name=value"],
    ["clock:lod=1", "clock has no parameter lod, did you mean load?"],
    ["lru:k=2", "lru has no parameter k, it has none"],
    ["clock:load=2", 'load: "2" is too large: at most 1'],
    ["clock:load=x", "load: x is not a number"],
    ["clock:load=0.5", 'load: "0.5" is not a whole number'],
  ])("%j is refused: %s", (written, message) => {
    expect(() => readPolicies([written])).toThrow(message);
  });
});
