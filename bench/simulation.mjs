import { recordedOf } from "./cases.mjs";
import { labSide } from "./engine.mjs";
import { inTurn } from "./rounds.mjs";
import { costOf, recording, simulated } from "./simulating.mjs";
import { costs } from "./table.mjs";

export const about =
  "A whole simulation of 16 VMs, compared with replay with CLOCK on the same references; processor time per reference";

const VMS = 16;
const PAGES = 100_000;
const MEMORY = 131_072;
const REFERENCES = 2_000_000;
/** Runs before measuring, so that V8 has finished optimizing: its compiler threads' processor time would count. */
const WARMUPS = 3;

const recordings = Array.from({ length: VMS }, (_, vm) => recordedOf(PAGES, REFERENCES, vm));
const traces = new Map(recordings.map((references, vm) => [`${vm}.u32`, recording(references, PAGES)]));

function scenario({
  memory = MEMORY,
  host = 2 * VMS * MEMORY,
  think = 1,
  sharing = "off",
  quantum = "100us",
  content = {},
  count = VMS,
}) {
  return {
    duration: `${REFERENCES * think}us`,
    quantum,
    host: { memory: `${host} pages`, swap: "1GiB", sharing },
    manager: { kind: "none", period: "50ms" },
    vms: Array.from({ length: count }, (_, vm) => ({
      name: `vm-${vm}`,
      memory: `${memory} pages`,
      swap: `${PAGES} pages`,
      workload: {
        memory: `${PAGES} pages`,
        warm: `${Math.min(PAGES, Math.floor(memory * 0.9))} pages`,
        think: `${think}us`,
        pattern: "trace",
        file: `${vm}.u32`,
        ...content,
      },
    })),
  };
}

/** A manager that alternately inflates one half of the balloons to `pages` and deflates the other, in VMs of `memory` pages. */
function swinging(pages, memory = MEMORY) {
  return () => {
    let turn = 0;
    return {
      name: "swinging",
      decide({ vms }) {
        turn++;
        return {
          targets: vms.map((_, index) => ({ vm: index, bytes: (memory - ((index + turn) % 2) * pages) * 4096 })),
        };
      },
    };
  };
}

const image = { content: { image: { name: "image", share: "50%" }, zero: "10%" } };
const situations = {
  "all hits": [scenario({})],
  "all hits, 20 us think time": [scenario({ think: 20 })],
  "all hits, a quantum of 10 ms": [scenario({ quantum: "10ms" })],
  "balloons moving": [scenario({}), swinging(256), 1.5],
  "balloons moving, guests short": [scenario({ memory: 90_000 }), swinging(1000, 90_000)],
  "guest faults": [scenario({ memory: 60_000 })],
  "host faults": [scenario({ host: VMS * 60_000 })],
  "sharing on": [scenario({ sharing: { kind: "ksm", pagesToScan: 1000, sleep: "1ms" }, content: image })],
};

/** Guest memory sizes, in pages, for the same workload. */
const memories = [131_072, 90_000, 75_000, 60_000, 40_000];

export async function* run(rounds) {
  const replay = await labSide(recordings, PAGES, PAGES);
  for (const [what, [written, manager, bar]] of Object.entries(situations)) {
    let last;
    const simulate = async () => {
      last = await simulated(written, traces, manager);
      return last.nsPerReference;
    };
    for (let run = 0; run < WARMUPS; run++) await simulate();
    const measured = await inTurn({ simulate, replay }, rounds);
    yield { ...costs(what, measured, ["simulate", "replay"], "replay, CLOCK", bar), note: facts(last) };
  }
  for (const memory of memories) {
    const last = await costOf(scenario({ memory }), rounds, traces);
    const { vms } = last.simulation.state();
    const faults = vms.reduce((sum, vm) => sum + vm.minorFaults + vm.majorFaults, 0);
    const thousands = last.simulation.references / 1000;
    const growth = { line: "16 VMs", of: "guest faults per 1000 references", at: faults / thousands };
    yield {
      what: `guests of ${memory} pages`,
      value: last.nsPerReference,
      unit: "ns/reference",
      note: facts(last),
      growth,
    };
  }
}

/** Faults and balloon pages per thousand references. */
function facts({ simulation }) {
  const { host, vms } = simulation.state();
  const sum = (field) => vms.reduce((all, vm) => all + vm[field], 0);
  const thousands = simulation.references / 1000;
  const moved = sum("inflatedPages") + sum("deflatedPages");
  const faults = sum("minorFaults") + sum("majorFaults");
  return `per 1000: ${(faults / thousands).toFixed(2)} guest faults, ${((host.zeroFills + host.majorFaults) / thousands).toFixed(2)} host faults, ${(moved / thousands).toFixed(2)} balloon pages`;
}
