import { download, element } from "../element.ts";
import { exampleScenarios } from "../examples.ts";
import { defaultSettings, type HostSettings } from "../settings/settings.ts";
import type { BaseScenario } from "../simulation/messages.ts";
import { Controls, type SavedFile } from "./controls.ts";
import { OwnFiles, refersTo } from "./own-files.ts";
import { Pane } from "./pane.ts";
import { savedScenario } from "./saved-scenario.ts";
import { TimeBar } from "./time-bar.ts";

/** Most real time by which one of two hosts may be ahead of the other. */
const MAX_LEAD_SECONDS = 0.15;
/** Lead that is always allowed, in simulated time. */
const MIN_LEAD_NS = 40e6;

/** Events of the host tab. */
export interface HostViewEvents {
  readonly onChange: (settings: HostSettings) => void;
  /** Fires once, when the first host is shown or rejected. */
  readonly onFirstSeen: () => void;
}

/** The host tab: controls on one side, one or two hosts on the other. */
export class HostView {
  readonly element = element("div", { class: "host" });
  readonly #events: HostViewEvents;
  readonly #controls: Controls;
  readonly #time: TimeBar;
  readonly #panes = element("div", { class: "panes" });
  readonly #files = new OwnFiles();
  readonly #problem = element("p", { class: "bad", role: "alert" });
  #settings: HostSettings = defaultSettings;
  #base: BaseScenario | null = null;
  #shown: Pane[] = [];
  #speed = 0;
  #visible = true;
  #seen = false;

  constructor(events: HostViewEvents) {
    this.#events = events;
    this.#controls = new Controls({
      onSettings: (change) => this.show({ ...this.#settings, ...change, atNs: 0, changes: [], versusChanges: [] }),
      onFiles: (files) => this.drop(files),
      onSave: (form) => this.#save(form),
    });
    this.#time = new TimeBar({
      onSpeed: (speed) => this.#setSpeed(speed),
      onStep: () => this.#pauseAt(this.#goalNs() + (this.#shown[0]?.facts?.samplePeriodNs ?? 1e9)),
      onMoment: (ns) => this.#each(({ run }) => run.goTo(ns)),
      onSwap: (manager, hosts) => {
        for (const at of hosts) this.#shown[at]?.run.replaceManager(manager);
      },
    });
    const stage = element("div", { class: "stage" }, this.#time.element, this.#problem, this.#panes);
    this.element.append(this.#controls.element, stage);
  }

  /** The settings and the time shown. */
  get settings(): HostSettings {
    return this.#settings;
  }

  /** Builds the hosts of these settings and runs them to the settings' time. */
  show(settings: HostSettings): void {
    const base = this.#baseOf(settings);
    if (base === null) {
      this.#showProblem([`There is no example named ${settings.example}.`]);
      return;
    }
    this.#problem.textContent = "";
    this.#settings = settings;
    this.#base = base;
    const managers = [settings.manager, ...(settings.versus === null ? [] : [settings.versus])];
    while (this.#shown.length > managers.length) this.#shown.pop()?.remove();
    while (this.#shown.length < managers.length) this.#addPane();
    this.#panes.classList.toggle("split", managers.length > 1);
    this.#time.showHosts(managers.length);
    this.#controls.showExample(settings);
    for (const [at, manager] of managers.entries()) {
      this.#shown[at]?.open(
        { base, settings, manager },
        settings.atNs,
        at === 0 ? settings.changes : settings.versusChanges,
      );
    }
    this.#events.onChange(settings);
  }

  /** Pauses the hosts while the tab is hidden. */
  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    if (visible && this.#speed > 0) this.#each(({ run }) => run.play(this.#speed));
    if (!visible) this.#pauseAt(0);
  }

  /** Runs at a multiple of real time; 0 pauses. */
  play(speed: number): void {
    this.#time.showSpeed(speed);
    this.#setSpeed(speed);
  }

  /** Opens the user's files: a scenario, traces that it replays, or both. */
  async drop(files: readonly File[]): Promise<void> {
    const opened = await this.#files.read(files);
    if (opened.kind === "problem") this.#showProblem([opened.sentence]);
    else if (opened.kind === "scenario") this.show({ ...defaultSettings, example: "own", own: opened.text });
    else if (this.#replays(opened.names)) this.show(this.#settings);
    else {
      const names = opened.names.join(", ");
      this.#showProblem([
        `No open scenario replays ${names}: drop that scenario, too. Its file name must end in .yaml, .yml or .json.`,
      ]);
    }
  }

  /** Whether the user's scenario on screen replays one of these traces. */
  #replays(names: readonly string[]): boolean {
    const named = this.#shown[0]?.facts?.traceFiles ?? [];
    return this.#settings.example === "own" && named.some((file) => names.some((name) => refersTo(file, name)));
  }

  #addPane(): void {
    const first = this.#shown.length === 0;
    const pane = new Pane({
      onOpened: (facts) => {
        if (first) {
          this.#controls.fill(this.#settings, facts);
          this.#time.fill(facts);
        }
        if (this.#speed > 0 && this.#visible) pane.run.play(this.#speed);
      },
      onMoment: () => {
        this.#reportSeen();
        if (first) this.#time.showMoment(pane.run.nowNs, pane.run.goalNs);
        this.#synchronize();
      },
      onChanged: () => this.#saveMoment(),
      onFigures: () => this.#draw(),
      onProblem: (sentences) => {
        this.#reportSeen();
        this.#showProblem(sentences);
      },
    });
    this.#shown.push(pane);
    this.#panes.append(pane.element);
  }

  #reportSeen(): void {
    if (this.#seen) return;
    this.#seen = true;
    this.#events.onFirstSeen();
  }

  /** Keeps hosts in split view together: the faster waits for the slower, and both pause at the same time. */
  #synchronize(): void {
    const runs = this.#shown.map(({ run }) => run);
    const finished = runs.every((run) => run.finished);
    if (this.#speed > 0 && finished) this.play(0);
    if (this.#speed > 0 && runs.length > 1) {
      const slowestNs = Math.min(...runs.map(({ nowNs }) => nowNs));
      const leadNs = Math.max(MIN_LEAD_NS, MAX_LEAD_SECONDS * 1e9 * this.#speed);
      for (const run of runs) run.limit(slowestNs + leadNs);
    }
    if (this.#speed > 0) return;
    const goalNs = this.#goalNs();
    for (const run of runs) if (run.goalNs < goalNs) run.pauseAt(goalNs);
    if (runs.every(({ nowNs }) => nowNs === goalNs)) this.#saveMoment();
  }

  /** Saves the time shown and the changes of the manager in the settings, and so in the link. */
  #saveMoment(): void {
    const run = this.#shown[0]?.run;
    if (run === undefined) return;
    const { nowNs, changes } = run;
    const versusChanges = this.#shown[1]?.run.changes ?? [];
    const { settings } = this;
    const isSaved =
      settings.atNs === nowNs &&
      settings.changes.length === changes.length &&
      settings.versusChanges.length === versusChanges.length;
    if (isSaved) return;
    this.#settings = { ...settings, atNs: nowNs, changes, versusChanges };
    this.#events.onChange(this.#settings);
  }

  /** Draws the charts; hosts in split view share their scales. */
  #draw(): void {
    const [first, second] = this.#shown;
    first?.draw(second?.sheet ?? null);
    second?.draw(first?.sheet ?? null);
  }

  #setSpeed(speed: number): void {
    this.#speed = speed;
    if (speed === 0) this.#pauseAt(0);
    else if (this.#shown.every(({ run }) => run.finished)) this.#each(({ run }) => run.goTo(0));
    else this.#each(({ run }) => run.play(speed));
  }

  #pauseAt(atNs: number): void {
    this.#each(({ run }) => run.pauseAt(atNs));
  }

  /** The latest time that any of the hosts has reached or is running to. */
  #goalNs(): number {
    return this.#shown.reduce((most, { run }) => Math.max(most, run.goalNs), 0);
  }

  #save(form: SavedFile): void {
    if (form !== "yaml") this.#shown[0]?.save(form);
    else if (this.#base !== null) void this.#saveScenario(this.#base);
  }

  async #saveScenario({ name, text }: BaseScenario): Promise<void> {
    const pane = this.#shown[0];
    if (pane === undefined) return;
    const { facts, run } = pane;
    const shown = {
      name,
      overrides: facts?.overrides ?? [],
      changes: run.changes,
      address: location.href,
    };
    download(`${name}.yaml`, "text/yaml", savedScenario(text ?? (await textOfExample(name)), shown));
  }

  #baseOf({ example, own }: HostSettings): BaseScenario | null {
    if (example === "own" && own !== null)
      return { name: "scenario", written: null, text: own, traces: this.#files.traces };
    const chosen = exampleScenarios.get(example);
    return chosen === undefined ? null : { name: example, written: chosen.written, text: null, traces: chosen.traces };
  }

  #each(act: (pane: Pane) => void): void {
    for (const pane of this.#shown) act(pane);
  }

  #showProblem(sentences: readonly string[]): void {
    this.#problem.textContent = sentences.join("\n");
    this.play(0);
  }
}

async function textOfExample(name: string): Promise<string> {
  const { exampleTexts } = await import("../example-texts.ts");
  const text = exampleTexts[name];
  if (text === undefined) throw new Error(`The example ${name} has no text.`);
  return text;
}
