// Measures how far miniatures are off, and writes the table of docs/miniature.md.
// Usage: node validation/miniature/main.mjs [--short] [--first=N] [SCENARIO.yaml …]
// --short: seconds of each scenario instead of minutes; --first: only the first N examples and random scenarios.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { buildScenario, EngineError, loadScenario, ScenarioError, simulate } from "../../dist/index.node.js";
import { markdownTable } from "../section.mjs";
import { randomScenarios } from "./random-scenarios.mjs";

const SCALES = [4, 16, 64];
const PAGE = new URL("../../docs/miniature.md", import.meta.url);
const [BEGIN, END] = ["<!-- measured -->", "<!-- end -->"];
const examples = new URL("../../examples/", import.meta.url);
const isShort = process.argv.includes("--short");
const first = Number(process.argv.find((word) => word.startsWith("--first="))?.slice(8) ?? Number.POSITIVE_INFINITY);
const files = process.argv.slice(2).filter((word) => !word.startsWith("--"));

/** A run's figures that are compared, and what it cost; `null`: its scenario is refused at this scale. */
async function measured(load) {
  let result;
  try {
    const { scenario, traces } = await load();
    result = await simulate(scenario, { traces });
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof EngineError) return null;
    throw error;
  }
  const traffic = result.vms.reduce((sum, vm) => sum + vm.swapInPages + vm.swapOutPages, 0);
  return {
    bytes: result.run.engineBytes,
    hostPages: result.scenario.host.memoryPages,
    swapPages: traffic + result.host.swapInPages + result.host.swapOutPages,
    vms: result.vms.map(({ slowdown, balloonPages, memoryPages }) => ({
      slowdown,
      balloon: balloonPages / memoryPages,
    })),
  };
}

/** Runs of one scenario: at full size, with another seed, and at each scale. `at`: loads it with overrides. */
async function runsOf(at) {
  const whole = await measured(() => at([]));
  if (whole === null) throw new Error("a scenario is refused with all pages");
  const reseeded = await measured(() => at([{ path: "seed", value: "4711" }]));
  const scaled = [];
  for (const scale of SCALES) scaled.push(await measured(() => at([{ path: "scale", value: `1/${scale}` }])));
  return { whole, others: [reseeded, ...scaled] };
}

/** Of a list its median and its 95th percentile. */
function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
}

const percent = (share, digits = 1) => `${(share * 100).toFixed(digits)} %`;

/** A row of the table: all scenarios' runs of one kind against those at full size. */
function row(name, pairs) {
  const known = pairs.filter(({ other }) => other !== null);
  const vms = known.flatMap(({ whole, other }) => whole.vms.map((vm, index) => ({ vm, other: other.vms[index] })));
  const slow = spread(vms.map(({ vm, other }) => Math.abs(other.slowdown - vm.slowdown) / vm.slowdown));
  // 0.02 times counts as within, whatever the slowdown.
  const isWithin = ({ vm, other }) => Math.abs(other.slowdown - vm.slowdown) <= Math.max(0.02, 0.02 * vm.slowdown);
  const within = vms.filter(isWithin).length / vms.length;
  const balloons = spread(vms.map(({ vm, other }) => Math.abs(other.balloon - vm.balloon)));
  const swapping = known.filter(({ whole }) => whole.swapPages > 0.01 * whole.hostPages);
  const swap = spread(swapping.map(({ whole, other }) => Math.abs(other.swapPages / whole.swapPages - 1)));
  const cost = (of) => spread(known.map(({ whole, other }) => of(whole) / of(other))).median;
  return [
    name,
    `${known.length} of ${pairs.length}`,
    `${percent(within, 0)} of ${vms.length}`,
    `${percent(slow.median, 2)}, ${percent(slow.p95)}`,
    `${percent(swap.median)}, ${percent(swap.p95)}`,
    `${percent(balloons.median, 2)}, ${percent(balloons.p95)}`,
    `1/${cost(({ bytes }) => bytes).toFixed(1)}`,
  ];
}

const names = (await readdir(examples)).filter((name) => name.endsWith(".yaml")).slice(0, first);
const scenarios = [
  ...[...names.map((name) => fileURLToPath(new URL(name, examples))), ...files].map(
    (file) => (overrides) =>
      loadScenario(file, { overrides: isShort ? [{ path: "duration", value: "20s" }, ...overrides] : overrides }),
  ),
  ...randomScenarios(Math.min(40, first), isShort ? 15 : 60).map((written) => async (overrides) => {
    const settings = Object.fromEntries(
      overrides.map(({ path, value }) => [path, path === "seed" ? Number(value) : value]),
    );
    return { scenario: buildScenario({ ...written, ...settings }), traces: new Map() };
  }),
];

const runs = [];
for (const at of scenarios) runs.push(await runsOf(at));
const kinds = ["all pages, another seed", ...SCALES.map((scale) => `1/${scale}`)];
const lengths = isShort
  ? "20 seconds of each example and 15 of each random scenario"
  : "Each example in full and a minute of each random scenario";
const table = markdownTable([
  [
    "simulated",
    "scenarios",
    "VMs within 2 % or 0.02×",
    "slowdown is off by",
    "swap traffic is off by",
    "balloons are off by",
    "memory",
  ],
  ...kinds.map((name, kind) =>
    row(
      name,
      runs.map(({ whole, others }) => ({ whole, other: others[kind] ?? null })),
    ),
  ),
]);
const measurement = `${lengths}, against the same run with all pages;\n\`off by\`: median and 95th percentile.\n\n${table}`;
const text = await readFile(PAGE, "utf8");
const [head, rest] = text.split(BEGIN);
const [, tail] = rest.split(END);
await writeFile(PAGE, `${head}${BEGIN}\n\n${measurement}\n\n${END}${tail}`);
