import { buildScenario, simulate as simulateHere } from "../dist/index.js";
import { simulate as simulateAhead } from "../dist/index.node.js";
import { makeReferences } from "./cases.mjs";
import { inTurn } from "./rounds.mjs";
import { recording } from "./simulating.mjs";
import { costs } from "./table.mjs";

export const about =
  "Making references: wall time a reference of a run of 16 VMs that makes them, against the same run from references that are there";

const VMS = 16;
const PAGES = 100_000;
const WRITES = 0.3;
const patterns = {
  zipf: [{ theta: 0.99 }, { theta: 0.99 }],
  uniform: [{}, {}],
  "working-set": [{ set: "16384 pages" }, { set: 16_384, every: 1000 }],
};
/**
 * What a run is like: hits alone, where nothing hides the making, and one of the faults that overcommitting is about. Hits are so quick that of four
 * million a VM two thirds of the run are building the machine, which has nothing to do with references.
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
      yield costs(`${kind}, ${situation}, one thread`, measured, ["here", "there"], "already there");
      yield costs(`${kind}, ${situation}, two threads`, measured, ["ahead", "there"], "already there", 1.3);
    }
  }
}
