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
let changesTold = 0;
let scheduled = false;
/** What was said while the machine was being built. */
let speedWanted = 0;

// The engine comes while the scenario is read. That it could not come is told to who needs it.
loadEngine().catch(() => {});

function tell(report: Report, transfer: Transferable[] = []): void {
  postMessage(report, { transfer });
}

addEventListener("message", ({ data }: MessageEvent<Command>) => {
  obey(data).catch((error: unknown) => tell({ kind: "problem", sentences: sentencesOf(error) }));
});

async function obey(command: Command): Promise<void> {
  switch (command.kind) {
    case "open":
      return open(command);
    case "play":
      speedWanted = command.speed;
      player?.play(command.speed);
      pace = 0;
      paceFrom = { ms: performance.now(), ns: player?.simulation.nowNs ?? 0 };
      return schedule();
    case "limit":
      player?.limit(command.ns);
      return schedule();
    case "rest":
      speedWanted = 0;
      player?.rest(command.atNs);
      return schedule();
    case "manager":
      player?.swap(command.manager);
      return schedule();
    case "map":
      window = command.window;
      return showMoment();
    case "result":
      return tellResult(command.form);
  }
}

async function open({ wish, toNs, changes }: OpenCommand): Promise<void> {
  const { simulation, facts, managerNamed } = await build(wish);
  tell(facts);
  player = new Player(await simulation(showBooting), managerNamed, toNs, changes);
  if (speedWanted > 0) player.play(speedWanted);
  changesTold = 0;
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
      tell({ kind: "problem", sentences: sentencesOf(error) });
    }
  });
}

function work(): void {
  if (player === null) return;
  player.work();
  if (player.changes.length > changesTold) {
    changesTold = player.changes.length;
    tell({ kind: "changed", changes: player.changes });
  }
  const now = performance.now();
  const { still } = player;
  if (still || now - lastMoment > MOMENT_EVERY_MS) showMoment();
  if ((still && !player.playing) || player.simulation.finished || now - lastFigures > FIGURES_EVERY_MS) showFigures();
  if (player.wantsMore) schedule();
}

/** Shows the memory of a large host being dealt out, in pauses in which messages are heard. */
async function showBooting(simulation: Simulation): Promise<void> {
  const now = performance.now();
  if (now - lastMoment < MOMENT_EVERY_MS) return;
  lastMoment = now;
  await new Promise((resolve) => setTimeout(resolve));
  if (window === null) return;
  const view = viewOf(simulation, window);
  tell({ kind: "booting", ...view }, [view.map.buffer]);
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
  tell({ kind: "moment", ...view, goalNs, finished, pace }, [view.map.buffer]);
}

function showFigures(): void {
  const result = resultSoFar();
  if (result === null) return;
  lastFigures = performance.now();
  tell({ kind: "figures", sheet: figuresOf(result, FIGURE_MOMENTS), troubles: troublesOf(result) });
}

/** What the run itself took is left out: here a run is watched, not measured. */
function resultSoFar(): Result | null {
  if (player === null) return null;
  const { simulation } = player;
  const { references, engineBytes } = simulation;
  return simulation.result({ wallSeconds: 0, references, referencesPerSecond: 0, engineBytes });
}

async function tellResult(form: SavedForm): Promise<void> {
  const result = resultSoFar();
  if (result === null) return;
  // Seldom wanted, and large: it brings the script of the report's page along.
  const { savedAs } = await import("./reports.ts");
  tell({ kind: "result", form, text: savedAs(form, result) });
}

function sentencesOf(error: unknown): string[] {
  if (error instanceof ScenarioError) return error.message.split("\n");
  const known = [EngineError, ManagerError, TraceError, WorkloadError, TypeError, RangeError];
  if (error instanceof Error && known.some((kind) => error instanceof kind)) return [error.message];
  return [`The simulation broke off: ${String(error)}`];
}
