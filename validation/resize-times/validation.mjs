import { fileURLToPath } from "node:url";
import { beginSimulation, loadScenario } from "../../dist/index.node.js";

export const title = "How long resizing takes, by mechanism";
export const published =
  "HyperAlloc (EuroSys 2025), artifact luhsra/hyperalloc-bench, inflate/latest: a VM of 20 GiB is shrunk to 2 GiB " +
  "and grown again; medians of nine runs on a Xeon Gold 6252. First touches of a returned page, per 4 KiB: 3.9 µs " +
  "where the host maps 4 KiB, 0.89 µs where it maps 2 MiB.";
export const setup =
  "The same guest and sizes, with the driver of each kind of balloon. The guest has touched all the memory it " +
  "gives and freed it, or has never touched it. Then the guest touches what came back.";
export const leavesOut =
  "The cost of a resize in the guest's CPUs and memory bandwidth meanwhile (the artifact's STREAM and FTQ runs); " +
  "pages over which the host has one mapping of 2 MiB.";

/** Published times: seconds to shrink touched memory, untouched memory, and to grow; microseconds per first touch of a returned page. */
const PUBLISHED = {
  virtio: { touched: 21.0, untouched: 12.0, back: 8.54, first: 3.9 },
  "virtio-2m": { touched: 0.148, untouched: 0.0695, back: 0.0615, first: 0.89 },
  "virtio-mem": { touched: 0.581, untouched: 0.474, back: 0.197, first: 0.89 },
  hyperalloc: { touched: 0.06, untouched: 0.004, back: 0.0023, first: 0.89 },
};

const GIB = 2 ** 30;
const SHRINK_AT = 1e9;
const GROW_AT = 25e9;

/** A manager that shrinks the guest to 2 GiB and later grows it to 20 GiB. */
const manager = ({ nowNs }) => ({
  targets: nowNs === SHRINK_AT ? [{ vm: 0, bytes: 2 * GIB }] : nowNs === GROW_AT ? [{ vm: 0, bytes: 20 * GIB }] : [],
});

async function resize(kind, settings) {
  const file = fileURLToPath(new URL("scenario.yaml", import.meta.url));
  const { scenario } = await loadScenario(file, {
    overrides: [
      { path: "vms.0.balloon.kind", value: kind },
      { path: "manager", value: "{ kind: none, period: 1s }" },
      ...settings,
    ],
  });
  const simulation = await beginSimulation(scenario, new Map(), manager);
  const balloon = () => simulation.state().vms[0].balloonPages;
  const all = 18 * (GIB / scenario.pageBytes);
  const reach = (fromNs, pages, stepNs) => {
    simulation.runTo(fromNs);
    while (balloon() !== pages) {
      if (simulation.nowNs > fromNs + 23e9) throw new Error(`the balloon stays at ${balloon()} of ${pages} pages`);
      simulation.runTo(simulation.nowNs + stepNs);
    }
    return (simulation.nowNs - fromNs) / 1e9;
  };
  const stepNs = kind === "virtio" ? 5e6 : 1e4;
  const shrink = reach(SHRINK_AT, all, stepNs);
  const grow = reach(GROW_AT, 0, stepNs);
  // The first pages it touches are those that the balloon never took.
  simulation.runTo(46e9);
  const before = simulation.state().vms[0].hostZeroFills;
  simulation.runTo(47e9);
  const first = 1e6 / (simulation.state().vms[0].hostZeroFills - before);
  return { shrink, grow, first };
}

const seconds = (value) => (value < 1 ? `${(1000 * value).toPrecision(3)} ms` : `${value.toPrecision(3)} s`);

export async function measure() {
  const rows = [];
  for (const [kind, published] of Object.entries(PUBLISHED)) {
    const touched = await resize(kind, []);
    const untouched = await resize(kind, [{ path: "vms.0.workload.warm", value: "0" }]);
    const both = (theirs, ours) => `${seconds(theirs)} / ${seconds(ours)}`;
    rows.push([
      kind,
      both(published.touched, touched.shrink),
      both(published.untouched, untouched.shrink),
      both(published.back, touched.grow),
      `${published.first} µs / ${touched.first.toPrecision(2)} µs`,
    ]);
  }
  return {
    tables: [[["published / ours", "shrink, touched", "shrink, untouched", "grow", "first touch after it"], ...rows]],
    reading:
      "The costs per page and block were calibrated on the times to shrink and grow. These times show that the drivers " +
      "add nothing to the costs; they are no prediction. (The size of a balloon is counted when a batch begins, so the " +
      "last batch is not in the times: 4 ms of 2 MiB blocks.) The first touch is the sum of a minor fault of the guest " +
      "(1 µs) and a fault of the host. The latter was calibrated on the difference between small and large pages, not " +
      "on the sum: the first touch is 0.6 µs too long.",
  };
}
