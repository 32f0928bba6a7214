import { inTurn } from "./rounds.mjs";
import { simulated } from "./simulating.mjs";

export const about = "How the cost of a reference grows with VMs, vCPUs and pages; processor time, all hits";

const REFERENCES = 16_000_000;

function scenario({ vms, vcpus = 1, pages, think }) {
  return {
    duration: `${Math.round((REFERENCES / vms / vcpus) * think)}us`,
    host: { memory: `${Math.ceil(vms * pages * 1.1) + 10_000} pages` },
    manager: { kind: "none", period: "1000s" },
    vms: [
      {
        name: "vm",
        count: vms,
        vcpus,
        memory: `${pages} pages`,
        kernel: 0,
        watermarks: "off",
        statistics: false,
        workload: {
          memory: `${pages} pages`,
          warm: `${pages} pages`,
          think: `${think}us`,
          writes: 0,
          pattern: "uniform",
        },
      },
    ],
  };
}

const cases = [
  ...[1, 4, 16, 64, 128].map((vms) => [`${vms} VMs, 1 us of thinking`, { vms, pages: 4096, think: 1 }]),
  ...[1, 16, 128].map((vms) => [`${vms} VMs, 20 us of thinking`, { vms, pages: 4096, think: 20 }]),
  ...[1, 4, 16].map((vcpus) => [`1 VM, ${vcpus} vCPUs`, { vms: 1, vcpus, pages: 4096, think: 1 }]),
  ...[1, 4, 16, 64].map((millions) => [
    `16 VMs, ${millions} M pages in all`,
    { vms: 16, pages: millions * 65_536, think: 1 },
  ]),
];

export async function* run(rounds) {
  for (const [what, written] of cases) {
    let bytesPerPage = 0;
    const pages = (written.vms ?? 1) * written.pages;
    const side = async () => {
      const { simulation, nsPerReference } = await simulated(scenario(written));
      bytesPerPage = simulation.engineBytes / pages;
      return nsPerReference;
    };
    await side();
    const { value } = await inTurn({ value: side }, Math.min(rounds, 3));
    yield {
      what,
      value,
      unit: "ns/reference",
      note: `${bytesPerPage.toFixed(2)} bytes for each guest page and 1.1 host frames`,
    };
  }
}
