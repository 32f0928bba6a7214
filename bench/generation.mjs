import { buildScenario, simulate as simulateHere } from "../dist/index.js";
import { simulate as simulateAhead } from "../dist/index.node.js";
import { makeReferences } from "./cases.mjs";
import { inTurn } from "./rounds.mjs";
import { recording } from "./simulating.mjs";
import { costs } from "./table.mjs";

export const about =
  "Generating references: wall time per reference of a run of 16 VMs, compared with the same run on prepared references";

const VMS = 16;
const PAGES = 100_000;
const WRITES = 0.3;
const patterns = {
  zipf: [{ theta: 0.99 }, { theta: 0.99 }],
  uniform: [{}, {}],
  "working-set": [{ set: "16384 pages" }, { set: 16_384, every: 1000 }],
};
/**
 * Two kinds of run: only hits, where nothing hides the generation, and one with faults. Runs of hits are longer: with four million references per
 * VM, building the machine would take two thirds of the time.
 */
const situations = {
  "all hits": { memory: 131_072, references: 16_000_000, swap: "0" },
  "guests short of memory": { memory: 95_000, references: 4_000_000, swap: `${PAGES} pages` },
};
const MOST_REFERENCES = 16_000_000;

function scenario({ memory, references, swap }, workload) {
  return buildScenario({
    version: 1,
    name: "bench",
    duration: `${references}us`,
    host: { memory: "32GiB" },
    vms: Array.from({ length: VMS }, (_, vm) => ({
      name: `vm-${vm}`,
      memory: `${memory} pages`,
      swap,
      workload: {
        memory: `${PAGES} pages`,
        warm: `${Math.min(PAGES, Math.floor(memory * 0.9))} pages`,
        think: "1us",
        writes: WRITES,
        ...workload(vm),
      },
    })),
  });
}

export async function* run(rounds) {
  for (const [kind, [written, parameters]] of Object.entries(patterns)) {
    const traces = new Map();
    const one = { pattern: { kind, parameters, parts: [] }, pages: PAGES, writeShare: WRITES };
    for (let vm = 0; vm < VMS; vm++) {
      traces.set(`${vm}.u32`, recording(makeReferences(one, MOST_REFERENCES, vm), PAGES));
    }
    for (const [situation, host] of Object.entries(situations)) {
      const made = scenario(host, () => ({ pattern: kind, ...written }));
      const there = scenario(host, (vm) => ({ pattern: "trace", file: `${vm}.u32` }));
      const wall = (simulate, what, options) => async () => {
        const { run: cost } = await simulate(what, options);
        return (cost.wallSeconds * 1e9) / cost.references;
      };
      const measured = await inTurn(
        {
          here: wall(simulateHere, made),
          ahead: wall(simulateAhead, made),
          there: wall(simulateHere, there, { traces }),
        },
        rounds,
      );
      yield costs(`${kind}, ${situation}, one thread`, measured, ["here", "there"], "prepared");
      yield costs(`${kind}, ${situation}, two threads`, measured, ["ahead", "there"], "prepared", 1.3);
    }
  }
}
