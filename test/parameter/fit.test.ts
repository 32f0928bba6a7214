import { describe, expect, it } from "vitest";
import { defineManager } from "../../src/manager/manager.ts";
import { fitAll, misfit } from "../../src/parameter/fit.ts";
import type { Parameters, ParameterValues, ValuesOf } from "../../src/parameter/parameter.ts";

const declared = {
  share: { unit: "share", default: 0.5, about: "A share." },
  scale: { unit: "text", default: "fixed", choices: ["fixed", "sliding"], about: "A word." },
  file: { unit: "text", default: { required: true }, about: "A file." },
  set: { unit: "pages", default: null, about: "Pages, or not set." },
  loop: { unit: "switch", default: true, about: "A switch." },
} as const satisfies Parameters;

const right = { share: 1, scale: "sliding", file: "x", set: null, loop: false };

describe("values of declared parameters", () => {
  it("fit when each is of its unit", () => {
    expect(misfit(right, declared)).toBeNull();
    expect(misfit({ ...right, set: 7, undeclared: "x" }, declared)).toBeNull();
  });

  it.each<[name: string, value: ParameterValues[string]]>([
    ["share", "half"],
    ["share", null],
    ["share", Number.NaN],
    ["scale", "gliding"],
    ["file", 3],
    ["set", "all"],
    ["loop", 1],
  ])("do not fit when %s is %o", (name, value) => {
    expect(misfit({ ...right, [name]: value }, declared)).toBe(name);
  });

  it("do not fit when one is left out", () => {
    const { file, ...others } = right;
    expect(file).toBe("x");
    expect(misfit(others, declared)).toBe("file");
  });

  it("have the types of their declaration", () => {
    const values: ParameterValues = right;
    if (!fitAll(values, declared)) throw new Error("the values fit");
    const typed: ValuesOf<typeof declared> = values;
    const share: number = typed.share;
    const scale: "fixed" | "sliding" = typed.scale;
    const file: string = typed.file;
    const set: number | null = typed.set;
    const loop: boolean = typed.loop;
    expect({ share, scale, file, set, loop }).toEqual(right);
  });
});

it("a manager that reads a parameter it has not declared, or takes a word for a number, does not compile", () => {
  const manager = defineManager({
    name: "example",
    about: "An example.",
    source: "none",
    parameters: declared,
    defaultPeriodNs: 1e9,
    start: () => null,
    decide(_snapshot, state, parameters) {
      // @ts-expect-error: not declared
      parameters.reserve;
      // @ts-expect-error: a word
      Math.floor(parameters.scale);
      // @ts-expect-error: may be null
      Math.floor(parameters.set);
      // @ts-expect-error: none of its words
      parameters.scale === "gliding";
      return { targets: [{ vm: 0, bytes: Math.floor(parameters.share) }], state };
    },
  });
  expect(manager.parameters.share.default).toBe(0.5);
});
