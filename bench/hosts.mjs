import { inTurn } from "./rounds.mjs";
import { costOf, onlyReading, simulated } from "./simulating.mjs";

export const about =
  "Growth of the cost of a reference with VMs, vCPUs and pages, and the share of scheduling; processor time, all hits";

const REFERENCES = 16_000_000;

function scenario({ vms, vcpus = 1, pages, think, quantum = "100us" }) {
  const duration = `${Math.round((REFERENCES / vms / vcpus) * think)}us`;
  return {
    duration,
    quantum,
    host: { memory: `${Math.ceil(vms * pages * 1.1) + 10_000} pages` },
    manager: { kind: "none", period: duration },
    vms: [onlyReading({ count: vms, vcpus, pages, warm: `${pages} pages`, think: `${think}us`, pattern: "uniform" })],
  };
}

/** `growth`: the point of the case in a picture. */
const cases = [
  ...[1, 4, 16, 64, 128].map((vms) => [
    `${vms} VMs, 1 us think time`,
    { vms, pages: 4096, think: 1 },
    { line: "1 µs think time", of: "VMs", at: vms },
  ]),
  ...[1, 16, 128].map((vms) => [
    `${vms} VMs, 20 us think time`,
    { vms, pages: 4096, think: 20 },
    { line: "20 µs think time", of: "VMs", at: vms },
  ]),
  ...[1, 4, 16, 64].map((vcpus) => [
    `1 VM, ${vcpus} vCPUs`,
    { vms: 1, vcpus, pages: 4096, think: 1 },
    { line: "one VM", of: "vCPUs", at: vcpus },
  ]),
  ...[1, 4, 16, 64].map((millions) => [
    `16 VMs, ${millions} M pages`,
    { vms: 16, pages: millions * 65_536, think: 1 },
    { line: "all in use", of: "million pages", at: millions },
  ]),
];

/** A quantum so long that scheduling takes almost no time. */
const LONG_QUANTUM = "10ms";

async function* schedulingOf(what, written, rounds, most) {
  const cost = (quantum) => async () => (await simulated(scenario({ ...written, quantum }))).nsPerReference;
  const measured = await inTurn({ usual: cost("100us"), longQuantum: cost(LONG_QUANTUM) }, rounds);
  const { usual, longQuantum } = measured.medians;
  const share = 100 * Math.max(0, 1 - measured.ratio("longQuantum", "usual"));
  const note = `${usual.toFixed(2)} ns/reference, ${longQuantum.toFixed(2)} with a 100 times longer quantum`;
  yield { what, value: share, unit: "% of the run", most, note };
}

export async function* run(rounds) {
  for (const [what, written, growth] of cases) {
    await simulated(scenario(written));
    const { simulation, nsPerReference } = await costOf(scenario(written), rounds);
    const bytesPerPage = simulation.engineBytes / (written.vms * written.pages);
    const note = `${bytesPerPage.toFixed(2)} bytes per guest page and 1.1 host frames`;
    yield { what, value: nsPerReference, unit: "ns/reference", note, growth };
  }
  yield* schedulingOf("scheduling 128 VMs, all hits", { vms: 128, pages: 4096, think: 1 }, rounds, 10);
  yield* schedulingOf("… 20 us think time", { vms: 128, pages: 4096, think: 20 }, Math.min(rounds, 3));
}
