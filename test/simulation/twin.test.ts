import fc from "fast-check";
import { expect, it } from "vitest";
import { plays } from "../plays.ts";
import { TwinMachine } from "../twin/machine.ts";
import { type Action, play, smallPlays } from "../twin/scenario/script.ts";
import { comparable, EnginePlay } from "./engine-play.ts";

/** The engine needs at least a nanosecond of thinking; the twin does with none. */
function thinking(action: Action): Action {
  return action.kind === "stream" ? { ...action, thinkNs: Math.max(1, action.thinkNs) } : action;
}

/** 400 plays take minutes on a busy machine. */
const TIMEOUT_MS = 900_000;

/** TWIN_SEED and TWIN_PLAYS look at other machines, and at more of them. */
it(
  "does what the slow twin does, step by step: faults, traffic, balloons, tables, time",
  async () => {
    await fc.assert(
      fc.asyncProperty(smallPlays, fc.integer({ min: 1, max: 50 }), async ({ scenario, actions }, chunk) => {
        const twin = new TwinMachine(scenario);
        const engine = await EnginePlay.create(scenario, chunk);
        for (const [step, action] of actions.map(thinking).entries()) {
          play(twin, action);
          play(engine, action);
          engine.check();
          expect({ step, ...engine.state() }).toEqual({ step, ...comparable(twin.state()) });
        }
      }),
      { numRuns: plays(400, "TWIN_PLAYS"), seed: Number(process.env.TWIN_SEED ?? 1) },
    );
  },
  TIMEOUT_MS,
);
