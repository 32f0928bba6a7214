import { machineModule } from "../dist/engine/source.node.js";
import { buildScenario } from "../dist/index.js";
import { Simulation } from "../dist/simulation/simulation.js";
import { inTurn } from "./rounds.mjs";

const module = await machineModule();

/** Processor time this process spends on some work, in nanoseconds: what others do on the machine's cores is no part of it. */
export async function cpuNs(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000;
}

/** Runs a scenario as a person writes it to its end; what it cost from a time on, without building the machine. */
export async function simulated(written, traces = new Map(), manager = undefined, fromNs = 0) {
  const scenario = buildScenario({ version: 1, name: "bench", ...written });
  const simulation = await Simulation.create(module, scenario, traces, manager?.());
  simulation.runTo(fromNs);
  const before = simulation.references;
  const ns = await cpuNs(() => simulation.runTo(scenario.durationNs));
  return { simulation, scenario, nsPerReference: ns / (simulation.references - before) };
}

/** What a reference of a scenario costs from a time on, the median of three runs at most, and the last of the runs. */
export async function costOf(written, rounds, traces = new Map(), fromNs = 0) {
  let last;
  const run = async () => {
    last = await simulated(written, traces, undefined, fromNs);
    return last.nsPerReference;
  };
  const { medians } = await inTurn({ nsPerReference: run }, Math.min(rounds, 3));
  return { simulation: last.simulation, nsPerReference: medians.nsPerReference };
}

/** So many VMs of so many pages in which nothing acts but their vCPUs, and those only read. */
export function onlyReading({ count, vcpus = 1, pages, ...workload }) {
  return {
    name: "vm",
    count,
    vcpus,
    memory: `${pages} pages`,
    kernel: 0,
    watermarks: "off",
    statistics: false,
    workload: { memory: `${pages} pages`, writes: 0, ...workload },
  };
}

/** A recording as a scenario can name it. */
export function recording(references, distinctPages) {
  return { name: "recording", format: "u32", references, distinctPages, writes: 0 };
}
