import fc from "fast-check";
import { expect, it } from "vitest";
import { machineModule } from "#engine";
import { assemble, NoRoom } from "../../src/engine/machine/assemble.ts";
import { type MachineEngine, startMachine } from "../../src/engine/machine/module.ts";
import { layoutOf } from "../../src/simulation/layout.ts";
import { smallScenarios } from "../twin/scenario/scenarios.ts";

/** What WebAssembly has at most. */
const ENGINE_BYTES = 2 ** 32;

/** With the first thing in it an engine begins to count; returns what it has counted. */
function begin(engine: MachineEngine): number {
  engine.createParameters(0);
  return engine.neededBytes();
}

it("counts for a machine that does not fit what it takes where it fits, wherever memory runs out", async () => {
  const module = await machineModule();
  await fc.assert(
    fc.asyncProperty(smallScenarios, fc.double({ min: 0, max: 0.99, noNaN: true }), async (scenario, share) => {
      const layout = layoutOf(scenario);
      const ample = await startMachine(module);
      const empty = begin(ample);
      assemble(ample, layout);
      const takes = ample.neededBytes() - empty;

      const full = await startMachine(module);
      begin(full);
      // What is taken before in rows of doubles leaves this share of what the machine takes.
      full.createParameters(Math.ceil((ENGINE_BYTES - full.neededBytes() - share * takes) / 8));
      const before = full.neededBytes();
      expect(() => assemble(full, layout)).toThrow(NoRoom);
      expect(full.neededBytes() - before).toBe(takes);
    }),
    { numRuns: 200 },
  );
});
