import { buildScenario, simulate as simulateHere } from "../dist/index.js";
import { simulate as simulateAhead } from "../dist/index.node.js";
import { referencesOf } from "./cases.mjs";
import { inTurn } from "./rounds.mjs";
import { recording } from "./simulating.mjs";
import { costs } from "./table.mjs";

export const about =
  "Making references: wall time a reference of a run of 16 VMs that makes them, against one that only copies them";

const VMS = 16;
const PAGES = 100_000;
const REFERENCES = 1_000_000;
const patterns = { zipf: { theta: 0.99 }, uniform: {}, "working-set": { set: "16384 pages" } };

function scenario(workload) {
  return buildScenario({
    version: 1,
    name: "bench",
    duration: `${REFERENCES}us`,
    host: { memory: "32GiB" },
    vms: Array.from({ length: VMS }, (_, vm) => ({
      name: `vm-${vm}`,
      memory: "131072 pages",
      workload: { memory: `${PAGES} pages`, warm: `${PAGES} pages`, writes: 0.3, ...workload(vm) },
    })),
  });
}

export async function* run(rounds) {
  for (const [kind, parameters] of Object.entries(patterns)) {
    const own = kind === "working-set" ? { set: 16_384 } : parameters;
    const pattern = { kind, parameters: kind === "working-set" ? { ...own, every: 1000 } : own, parts: [] };
    const traces = new Map();
    for (let vm = 0; vm < VMS; vm++) {
      const references = referencesOf({ name: kind, pattern, pages: PAGES }, REFERENCES, vm);
      traces.set(`${vm}.u32`, recording(references, PAGES));
    }
    const made = scenario(() => ({ pattern: kind, ...parameters }));
    const copied = scenario((vm) => ({ pattern: "trace", file: `${vm}.u32` }));
    const wall = (simulate, what, options) => async () => {
      const { run: cost } = await simulate(what, options);
      return (cost.wallSeconds * 1e9) / cost.references;
    };
    const measured = await inTurn(
      {
        here: wall(simulateHere, made),
        ahead: wall(simulateAhead, made),
        copied: wall(simulateHere, copied, { traces }),
      },
      rounds,
    );
    yield costs(`${kind}, in the same thread`, measured.here, "copied", measured.copied);
    yield costs(`${kind}, ahead in another`, measured.ahead, "copied", measured.copied, 1.3);
  }
}
