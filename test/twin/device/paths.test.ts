import fc from "fast-check";
import { expect, it } from "vitest";
import { TwinMachine } from "../machine.ts";
import { play, smallPlays } from "../scenario/script.ts";
import { PATHS } from "./paths.ts";

/** A few hundred scripts take minutes on a busy machine. */
const TIMEOUT_MS = 900_000;

it(
  "takes every path of the machine in a few hundred scripts",
  () => {
    const samples = Number(process.env.TWIN_SAMPLES ?? 400);
    const taken = new Map<string, number>();
    for (const { scenario, actions } of fc.sample(smallPlays, { numRuns: samples, seed: 1 })) {
      const machine = new TwinMachine(scenario);
      for (const action of actions) play(machine, action);
      for (const path of machine.paths.taken.keys()) taken.set(path, (taken.get(path) ?? 0) + 1);
    }
    if (samples > 400) console.table(PATHS.map((path) => [path, taken.get(path) ?? 0]));
    expect(PATHS.filter((path) => !taken.has(path))).toEqual([]);
  },
  TIMEOUT_MS,
);
