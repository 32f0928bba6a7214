import { costOf, cpuNs, onlyReading, simulated } from "./simulating.mjs";

export const about =
  "A host of 512 GiB with 1 TiB of guests (16 VMs of 64 GiB), one minute of simulated time; and smaller hosts with the same hit ratio";

const MINUTE = {
  duration: "60s",
  host: { memory: "512GiB", swap: "4GiB" },
  manager: { kind: "proxmox" },
  vms: [
    {
      name: "vm",
      count: 16,
      memory: "64GiB",
      kernel: 0,
      workload: { memory: "64GiB", warm: "45%", think: "20us", pattern: "working-set", set: "16GiB" },
    },
  ],
};

/** By then nearly all pages in use have been touched, even on the largest host, and all references hit. */
const TOUCHED_NS = 8e9;

/** A smaller, busy host: each VM accesses an eighth of its pages uniformly, all of them resident. */
function smaller(millions) {
  const pages = millions * 65_536;
  return {
    duration: "10s",
    host: { memory: `${8 * pages} pages` },
    manager: { kind: "none", period: "10s" },
    vms: [
      onlyReading({ count: 16, pages, warm: "45%", think: "1us", pattern: "working-set", set: `${pages / 8} pages` }),
    ],
  };
}

async function* growth(rounds) {
  const costs = new Map();
  for (const millions of [1, 4, 16, 64, 256]) {
    const { simulation, nsPerReference } = await costOf(smaller(millions), rounds, new Map(), TOUCHED_NS);
    costs.set(millions, nsPerReference);
    const bytesPerPage = simulation.engineBytes / 1024 ** 2 / millions;
    const note = `${bytesPerPage.toFixed(2)} bytes per guest page and half a host frame`;
    const growth = { line: "an eighth in use", of: "million pages", at: millions };
    yield { what: `${millions} M guest pages`, value: nsPerReference, unit: "ns/reference", note, growth };
  }
  yield { what: "256 M compared with 1 M", value: costs.get(256) / costs.get(1), unit: "times the cost", most: 4 };
}

export async function* run(rounds) {
  yield* growth(rounds);
  const began = performance.now();
  let last;
  const ns = await cpuNs(async () => {
    last = await simulated(MINUTE);
  });
  const { simulation, nsPerReference } = last;
  const guestPages = 16 * 16 * 1024 ** 2;
  const hostFrames = guestPages / 2;
  const bytes = simulation.engineBytes;
  yield {
    what: "built, populated and simulated",
    value: ns / 1e9,
    unit: "s of processor time",
    note: `${((performance.now() - began) / 1000).toFixed(1)} s of wall time`,
  };
  yield {
    what: "a reference",
    value: nsPerReference,
    unit: "ns/reference",
    note: `${(simulation.references / 1e6).toFixed(1)} M references`,
  };
  yield {
    what: "engine memory",
    value: bytes / 1024 ** 3,
    unit: "GiB",
    most: (13 * guestPages + 5 * hostFrames) / 1024 ** 3,
    note: `${guestPages / 1e6} M guest pages, ${hostFrames / 1e6} M host frames`,
  };
}
