import { describe, expect, it } from "vitest";
import { inFormOf, runScenario, runSequence, type Scenario } from "./squeezed-scenario.ts";

/** A VM of 1000 to 2000 KiB that moves 300 KiB a second, on a host that is to have 600 KiB free. */
const scenario = (name: string): Scenario => ({
  name,
  fistpoints: [],
  free: 0,
  required: 600,
  step_seconds: 1,
  vms: [
    {
      domain: {
        domid: 0,
        can_balloon: true,
        min: 1000,
        target: 2000,
        max: 2000,
        actual: 2000,
        maxmem: 2000,
        inaccuracy: 0,
      },
      model: { kind: "ideal", rate: 300 },
    },
  ],
});

/** Freeable 1000, so 400 of 1000 above the minimum: 1400, which the VM comes to in two seconds. Nothing has to be given back. */
const WELL = { ok: true };

/**
 * The same VM is left at 1400 KiB with its clock at 2 s, on a host with nothing free again: its target is 1000. In its first second, −1 s after its
 * last, it moves −300 KiB towards that: away from it, into memory that is not there.
 */
const TAKEN_OVER = { error: "simulation", what: "allocates more than host free" };

describe("scenarios of squeezed's test program in one process, worked by hand", () => {
  it("take over the VMs of others as they were left, clocks included, which they do not when they stand alone", () => {
    expect(runScenario(scenario("f")).result).toEqual(WELL);
    const results = (...names: string[]) => runSequence({ scenarios: names.map(scenario) }).map(({ result }) => result);
    expect(results("e", "f")).toEqual([WELL, TAKEN_OVER]);
    expect(results("a", "e", "g", "h")).toEqual([WELL, WELL, TAKEN_OVER, WELL]);
    expect(results("f", "e")).toEqual([WELL, WELL]);
  });

  it("are found by name, and are a mistake when there is none", () => {
    const named = new Map([scenario("e"), scenario("f")].map((one) => [one.name, one]));
    expect(runSequence({ scenarios: ["e", "f"] }, named)[1]?.result).toEqual(TAKEN_OVER);
    expect(() => runSequence({ scenarios: ["x"] }, named)).toThrow("there is no scenario x");
  });

  it("are compared in the form of a vector, with all that it tells", () => {
    const outcomes = runSequence({ scenarios: [scenario("e"), scenario("f")] });
    const forms = [
      [
        { name: "e", result: WELL },
        { name: "f", result: TAKEN_OVER },
      ],
      { results: [WELL, TAKEN_OVER] },
      { e: { result: WELL, phases: outcomes[0]?.phases }, f: { result: TAKEN_OVER, phases: outcomes[1]?.phases } },
    ];
    for (const form of forms) expect(inFormOf(form, outcomes)).toEqual(form);
    const wrong = [
      [{ result: WELL }],
      { results: [WELL, WELL] },
      { e: { result: WELL } },
      { e: { result: WELL, odd: 1 } },
    ];
    for (const form of wrong) expect(inFormOf(form, outcomes)).not.toEqual(form);
    expect(() => inFormOf([{ name: "e" }], outcomes)).toThrow("a scenario comes to none of name");
  });
});
