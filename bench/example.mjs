import { fileURLToPath } from "node:url";
import { Machine } from "../dist/engine/machine/machine.js";
import { machineModule } from "../dist/engine/source.node.js";
import { runHtml } from "../dist/html.js";
import { loadScenario } from "../dist/index.node.js";
import { csvReports } from "../dist/report/run/csv.js";
import { jsonReport } from "../dist/report/run/json.js";
import { textReport } from "../dist/report/run/text.js";
import { Simulation } from "../dist/simulation/simulation.js";
import { openStream } from "../dist/workload/open.js";
import { median } from "./rounds.mjs";

export const about = "Wall time of each stage of examples/overcommit.yaml in one thread";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Wraps a function so that its time, in milliseconds, is added to `spent[name]`. */
const timed = (spent, name, work) =>
  function (...args) {
    const began = performance.now();
    const result = work.apply(this, args);
    spent[name] += performance.now() - began;
    return result;
  };

async function once() {
  const spent = { generate: 0, simulate: 0 };
  let began = performance.now();
  const lap = (name) => {
    spent[name] = performance.now() - began;
    began = performance.now();
  };
  const { scenario, traces } = await loadScenario(at("../examples/overcommit.yaml"));
  lap("read");
  const own = Machine.prototype.run;
  Machine.prototype.run = timed(spent, "simulate", own);
  const open = (phase, workload, place) => {
    const stream = openStream(phase, workload, place, traces);
    return { fill: timed(spent, "generate", (references) => stream.fill(references)) };
  };
  const simulation = await Simulation.create(await machineModule(), scenario, traces, undefined, { open });
  lap("build, boot");
  const { generate, simulate } = spent;
  simulation.runTo(scenario.durationNs);
  lap("run");
  Machine.prototype.run = own;
  spent["sample, manage"] = spent.run - (spent.generate - generate) - (spent.simulate - simulate);
  const cost = { wallSeconds: 1, references: simulation.references, referencesPerSecond: 1, engineBytes: 0 };
  const result = simulation.result(cost);
  const look = { columns: 120, colours: false, visibilities: {}, managerParameters: {} };
  textReport(result, look);
  jsonReport(result);
  csvReports(result);
  runHtml(result, {});
  lap("report");
  return { spent, references: simulation.references };
}

export async function* run(rounds) {
  const all = [];
  for (let round = 0; round < Math.min(rounds, 3); round++) all.push(await once());
  const [{ references }] = all;
  const notes = {
    "build, boot": "the machine and its warm memory",
    generate: `${(references / 1e6).toFixed(1)} M references`,
    "sample, manage": "statistics, manager, series",
    report: "as text, JSON, CSV and HTML",
  };
  for (const what of ["read", "build, boot", "generate", "simulate", "sample, manage", "report"]) {
    yield { what, value: median(all.map(({ spent }) => spent[what])), unit: "ms", note: notes[what] };
  }
}
