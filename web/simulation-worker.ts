import {
  beginSimulation,
  catalogue,
  EngineError,
  figuresOf,
  jsonReport,
  type ManagerChoice,
  parseScenario,
  type Result,
  readTrace,
  runSvg,
  ScenarioError,
  type Simulation,
  type Trace,
  TraceError,
} from "ballonet";
import { groupsOf, overridesOf } from "./host/overrides.ts";
import type { Command, ManagerChange, MapWindow, Report, Wish } from "./messages.ts";

/** Computing between two looks at what the page says, in milliseconds. */
const STRETCH_MS = 12;
const MOMENT_EVERY_MS = 33;
const FIGURES_EVERY_MS = 250;
const FIGURE_MOMENTS = 300;

let simulation: Simulation | null = null;
let window: MapWindow | null = null;
let speed = 0;
/** Up to where the simulation may run now. */
let allowedNs = 0;
let lastTick = 0;
let lastMoment = 0;
let lastFigures = 0;
let pace = 0;
let paceFrom = { ms: 0, ns: 0 };
let scheduled = false;
/** Counts the simulations opened: what belongs to an earlier one is dropped. */
let opening = 0;

function tell(report: Report, transfer: Transferable[] = []): void {
  postMessage(report, { transfer });
}

addEventListener("message", ({ data }: MessageEvent<Command>) => {
  obey(data).catch((error: unknown) => tell({ kind: "problem", sentences: sentencesOf(error) }));
});

async function obey(command: Command): Promise<void> {
  switch (command.kind) {
    case "open":
      return open(command.wish, command.toNs, command.changes);
    case "speed":
      speed = command.speed;
      lastTick = performance.now();
      allowedNs = simulation?.nowNs ?? 0;
      paceFrom = { ms: lastTick, ns: allowedNs };
      return schedule();
    case "step":
      speed = 0;
      allowedNs = (simulation?.nowNs ?? 0) + command.ns;
      return schedule();
    case "manager":
      simulation?.replaceManager(choiceOf(command.manager));
      return;
    case "map":
      window = command.window;
      return showMoment();
    case "result":
      return tellResult();
  }
}

async function open(wish: Wish, toNs: number, changes: readonly ManagerChange[]): Promise<void> {
  opening += 1;
  const own = opening;
  simulation = null;
  speed = 0;
  const { text, name, traces } = wish.base;
  const file = `${name}.yaml`;
  const base = parseScenario(text, file);
  const overrides = overridesOf(wish.settings, base, wish.manager);
  const scenario = parseScenario(text, file, overrides);
  const opened = await beginSimulation(scenario, await tracesOf(traces));
  if (own !== opening) return;
  tell({
    kind: "opened",
    name: scenario.name,
    durationNs: scenario.durationNs,
    samplePeriodNs: scenario.samplePeriodNs,
    pageBytes: scenario.pageBytes,
    hostFrames: scenario.host.memoryPages - scenario.host.reservedPages,
    manager: scenario.manager.kind,
    vms: scenario.vms.map(({ name, memoryPages }) => ({ name, memoryPages })),
    overrides,
    base: {
      hostMemoryMiB: (base.host.memoryPages * base.pageBytes) / 2 ** 20,
      vmCount: base.vms.length,
      groupCount: groupsOf(base).size,
      manager: base.manager.kind,
      seed: base.seed,
    },
    managers: catalogue.managers.map(({ name }) => name),
    devices: catalogue.devices.map(({ name }) => name),
  });
  await runThrough(opened, toNs, changes, () => own === opening);
  if (own !== opening) return;
  simulation = opened;
  const { memoryPages, reservedPages } = scenario.host;
  const frames = memoryPages - reservedPages;
  if (window === null || window.firstFrame + window.frames > frames)
    window = { firstFrame: 0, frames, cells: Math.min(frames, 16_384) };
  allowedNs = opened.nowNs;
  showMoment();
  showFigures();
}

/** Runs a simulation to a moment as it ran before, leaving room for messages. */
async function runThrough(
  opened: Simulation,
  toNs: number,
  changes: readonly ManagerChange[],
  wanted: () => boolean,
): Promise<void> {
  const stops = changes.filter(({ atNs }) => atNs <= toNs);
  for (const [at, untilNs] of [...stops.map(({ atNs }) => atNs), toNs].entries()) {
    let breath = performance.now();
    while (opened.nowNs < untilNs && !opened.step(untilNs)) {
      if (performance.now() - breath < STRETCH_MS) continue;
      await new Promise((resolve) => setTimeout(resolve));
      if (!wanted()) return;
      breath = performance.now();
    }
    const change = stops[at];
    if (change !== undefined) opened.replaceManager(choiceOf(change.manager));
  }
}

const loaded = new Map<string, Promise<Trace>>();

async function tracesOf(addresses: Readonly<Record<string, string>>): Promise<Map<string, Trace>> {
  const traces = new Map<string, Trace>();
  for (const [name, address] of Object.entries(addresses)) {
    const trace = loaded.get(address) ?? fetchTrace(address, name);
    loaded.set(address, trace);
    traces.set(name, await trace);
  }
  return traces;
}

async function fetchTrace(address: string, name: string): Promise<Trace> {
  const { body } = await fetch(address);
  if (body === null) throw new TypeError(`${name} cannot be fetched`);
  return readTrace(body, name);
}

/** A manager with its real period and its defaults; a RangeError for a name that is none. */
function choiceOf(kind: string): ManagerChoice {
  const manager = catalogue.managers.find(({ name }) => name === kind);
  if (manager === undefined) throw new RangeError(`There is no memory manager ${kind}.`);
  const parameters = Object.entries(manager.parameters).flatMap(([name, { default: value }]) =>
    value !== null && typeof value === "object" ? [] : [[name, value] as const],
  );
  return { kind, periodNs: manager.defaultPeriodNs, parameters: Object.fromEntries(parameters) };
}

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setTimeout(() => {
    scheduled = false;
    try {
      work();
    } catch (error) {
      simulation = null;
      tell({ kind: "problem", sentences: sentencesOf(error) });
    }
  });
}

function work(): void {
  const running = simulation;
  if (running === null) return;
  const now = performance.now();
  if (speed > 0) allowedNs = Math.max(allowedNs, running.nowNs + Math.min(now - lastTick, 100) * 1e6 * speed);
  lastTick = now;
  const end = Math.min(allowedNs, running.scenario.durationNs);
  while (running.nowNs < end && !running.step(end)) {
    if (performance.now() - now > STRETCH_MS) break;
  }
  // What could not be computed in time is not made up for: the run is shown as fast as it goes.
  if (speed > 0) allowedNs = Math.min(allowedNs, running.nowNs + 1e9 * speed);
  const later = performance.now();
  const still = running.finished || (speed === 0 && running.nowNs >= end);
  if (still || later - lastMoment > MOMENT_EVERY_MS) showMoment();
  if (still || later - lastFigures > FIGURES_EVERY_MS) showFigures();
  if (!still) schedule();
}

function showMoment(): void {
  if (simulation === null || window === null) return;
  const now = performance.now();
  if (now - paceFrom.ms > 1000) {
    pace = ((simulation.nowNs - paceFrom.ns) / 1e6 / (now - paceFrom.ms)) * (speed > 0 ? 1 : 0);
    paceFrom = { ms: now, ns: simulation.nowNs };
  }
  lastMoment = now;
  const map = simulation.frameMap(window.cells, window.firstFrame, window.frames);
  const targetPages = simulation.targetPages();
  tell({ kind: "moment", state: simulation.state(), targetPages, map, window, finished: simulation.finished, pace }, [
    map.buffer,
  ]);
}

function showFigures(): void {
  const result = resultSoFar();
  if (result === null) return;
  lastFigures = performance.now();
  tell({ kind: "figures", sheet: figuresOf(result, FIGURE_MOMENTS) });
}

/** What the run itself took is left out: here a run is watched, not measured. */
function resultSoFar(): Result | null {
  if (simulation === null) return null;
  const { references, engineBytes } = simulation;
  return simulation.result({ wallSeconds: 0, references, referencesPerSecond: 0, engineBytes });
}

async function tellResult(): Promise<void> {
  const result = resultSoFar();
  if (result === null) return;
  // Seldom wanted, and large: it brings the script of the report's page along.
  const { runHtml } = await import("ballonet/html");
  tell({ kind: "result", json: jsonReport(result), html: runHtml(result), svg: runSvg(result) });
}

function sentencesOf(error: unknown): string[] {
  if (error instanceof ScenarioError) return error.message.split("\n");
  if (
    error instanceof EngineError ||
    error instanceof TraceError ||
    error instanceof TypeError ||
    error instanceof RangeError
  )
    return [error.message];
  return [`The simulation broke off: ${String(error)}`];
}
