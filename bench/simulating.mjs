import { machineModule } from "../dist/engine/source.node.js";
import { buildScenario } from "../dist/index.js";
import { Simulation } from "../dist/simulation/simulation.js";
import { inTurn } from "./rounds.mjs";

const module = await machineModule();

/** Processor time of this process for some work, in nanoseconds; other processes do not count. */
export async function cpuNs(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000;
}

/** Builds and runs a scenario, given as plain data. Measures the cost per reference from `fromNs` on, without building the machine. */
export async function simulated(written, traces = new Map(), manager = undefined, fromNs = 0) {
  const scenario = buildScenario({ version: 1, name: "bench", ...written });
  const simulation = await Simulation.create(module, scenario, traces, manager?.());
  simulation.runTo(fromNs);
  const before = simulation.references;
  const ns = await cpuNs(() => simulation.runTo(scenario.durationNs));
  return { simulation, scenario, nsPerReference: ns / (simulation.references - before) };
}

/** Median cost per reference from `fromNs` on, of at most three runs; and the last of these runs. */
export async function costOf(written, rounds, traces = new Map(), fromNs = 0) {
  let last;
  const run = async () => {
    last = await simulated(written, traces, undefined, fromNs);
    return last.nsPerReference;
  };
  const { medians } = await inTurn({ nsPerReference: run }, Math.min(rounds, 3));
  return { simulation: last.simulation, nsPerReference: medians.nsPerReference };
}

/** `count` VMs whose vCPUs only read, with no other activity in the guests. */
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

/** References as a trace that a scenario can replay. */
export function recording(references, distinctPages) {
  return { name: "recording", format: "u32", references, distinctPages, writes: 0 };
}
