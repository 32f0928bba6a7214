import {
  EngineError,
  figuresOf,
  loadEngine,
  ManagerError,
  type Result,
  ScenarioError,
  type Simulation,
  TraceError,
  WorkloadError,
} from "ballonet";
import { build } from "./build.ts";
import type { Command, MapWindow, OpenCommand, Report, SavedForm, View } from "./messages.ts";
import { Player } from "./player.ts";
import { troublesOf } from "./troubles.ts";

const MOMENT_EVERY_MS = 33;
const FIGURES_EVERY_MS = 250;
const FIGURE_MOMENTS = 300;

let player: Player | null = null;
let window: MapWindow | null = null;
let lastMoment = 0;
let lastFigures = 0;
let pace = 0;
let paceFrom = { ms: 0, ns: 0 };
let changesReported = 0;
let scheduled = false;
/** Speed requested while the host was still being built. */
let requestedSpeed = 0;

// Loads the engine while the scenario is read. Building the host reports a failure to load it.
loadEngine().catch(() => {});

function send(report: Report, transfer: Transferable[] = []): void {
  postMessage(report, { transfer });
}

addEventListener("message", ({ data }: MessageEvent<Command>) => {
  handle(data).catch((error: unknown) => send({ kind: "problem", sentences: sentencesOf(error) }));
});

async function handle(command: Command): Promise<void> {
  switch (command.kind) {
    case "open":
      return open(command);
    case "play":
      requestedSpeed = command.speed;
      player?.play(command.speed);
      pace = 0;
      paceFrom = { ms: performance.now(), ns: player?.simulation.nowNs ?? 0 };
      return schedule();
    case "limit":
      player?.limit(command.ns);
      return schedule();
    case "pause":
      requestedSpeed = 0;
      player?.pauseAt(command.atNs);
      return schedule();
    case "manager":
      player?.replaceManager(command.manager);
      return schedule();
    case "map":
      window = command.window;
      return showMoment();
    case "result":
      return sendResult(command.form);
  }
}

async function open({ request, toNs, changes }: OpenCommand): Promise<void> {
  const { simulation, facts, managerNamed } = await build(request);
  send(facts);
  player = new Player(await simulation(showBooting), managerNamed, toNs, changes);
  if (requestedSpeed > 0) player.play(requestedSpeed);
  changesReported = 0;
  const frames = facts.hostFrames;
  if (window === null || window.firstFrame + window.frames > frames)
    window = { firstFrame: 0, frames, cells: Math.min(frames, 16_384), columns: 256 };
  showMoment();
  showFigures();
  schedule();
}

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setTimeout(() => {
    scheduled = false;
    try {
      work();
    } catch (error) {
      player = null;
      send({ kind: "problem", sentences: sentencesOf(error) });
    }
  });
}

function work(): void {
  if (player === null) return;
  player.work();
  if (player.changes.length > changesReported) {
    changesReported = player.changes.length;
    send({ kind: "changed", changes: player.changes });
  }
  const now = performance.now();
  const { caughtUp } = player;
  if (caughtUp || now - lastMoment > MOMENT_EVERY_MS) showMoment();
  if ((caughtUp && !player.playing) || player.simulation.finished || now - lastFigures > FIGURES_EVERY_MS)
    showFigures();
  if (player.hasWork) schedule();
}

/** Reports the progress of booting a large host, and lets the worker handle messages meanwhile. */
async function showBooting(simulation: Simulation): Promise<void> {
  const now = performance.now();
  if (now - lastMoment < MOMENT_EVERY_MS) return;
  lastMoment = now;
  await new Promise((resolve) => setTimeout(resolve));
  if (window === null) return;
  const view = viewOf(simulation, window);
  send({ kind: "booting", ...view }, [view.map.buffer]);
}

function viewOf(simulation: Simulation, seen: MapWindow): View {
  const map = simulation.frameMap(seen.cells, seen.firstFrame, seen.frames);
  return { state: simulation.state(), targetPages: simulation.targetPages(), map, window: seen };
}

function showMoment(): void {
  if (player === null || window === null) return;
  const { simulation, goalNs, playing } = player;
  const now = performance.now();
  if (!playing) pace = 0;
  else if (now - paceFrom.ms > 1000) {
    pace = (simulation.nowNs - paceFrom.ns) / 1e6 / (now - paceFrom.ms);
    paceFrom = { ms: now, ns: simulation.nowNs };
  }
  lastMoment = now;
  const view = viewOf(simulation, window);
  const { finished } = simulation;
  send({ kind: "moment", ...view, goalNs, finished, pace }, [view.map.buffer]);
}

function showFigures(): void {
  const result = currentResult();
  if (result === null) return;
  lastFigures = performance.now();
  send({ kind: "figures", sheet: figuresOf(result, FIGURE_MOMENTS), troubles: troublesOf(result) });
}

/** The result so far. The cost of computing it is zero: the playground does not measure it. */
function currentResult(): Result | null {
  if (player === null) return null;
  const { simulation } = player;
  const { references, engineBytes } = simulation;
  return simulation.result({ wallSeconds: 0, references, referencesPerSecond: 0, engineBytes });
}

async function sendResult(form: SavedForm): Promise<void> {
  const result = currentResult();
  if (result === null) return;
  // Loaded on demand: it contains the report page's script, which is large.
  const { savedAs } = await import("./reports.ts");
  send({ kind: "result", form, text: savedAs(form, result) });
}

function sentencesOf(error: unknown): string[] {
  if (error instanceof ScenarioError) return error.message.split("\n");
  const known = [EngineError, ManagerError, TraceError, WorkloadError, TypeError, RangeError];
  if (error instanceof Error && known.some((kind) => error instanceof kind)) return [error.message];
  return [`The simulation failed: ${String(error)}`];
}
