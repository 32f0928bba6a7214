import { download, element } from "../element.ts";
import { exampleScenarios } from "../examples.ts";
import { firstSettings, type HostSettings } from "../settings/settings.ts";
import type { BaseScenario } from "../simulation/messages.ts";
import { Controls, type SavedFile } from "./controls.ts";
import { isNamed, OwnFiles } from "./own-files.ts";
import { Pane } from "./pane.ts";
import { savedScenario } from "./saved-scenario.ts";
import { TimeBar } from "./time-bar.ts";

/** Two hosts side by side are never further apart than what is played in so many seconds. */
const APART_SECONDS = 0.15;
const LEAST_APART_NS = 40e6;

/** What the page is told of the host tab. */
export interface HostViewEvents {
  readonly onChange: (settings: HostSettings) => void;
  /** Once: a host has been seen, or has been found to be impossible. */
  readonly onFirstSeen: () => void;
}

/** The host tab: what is chosen on one side, one host or two at work on the other. */
export class HostView {
  readonly element = element("div", { class: "host" });
  readonly #events: HostViewEvents;
  readonly #controls: Controls;
  readonly #time: TimeBar;
  readonly #panes = element("div", { class: "panes" });
  readonly #files = new OwnFiles();
  readonly #problem = element("p", { class: "bad", role: "alert" });
  #settings: HostSettings = firstSettings;
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
      onStep: () => this.#rest(this.#goalNs() + (this.#shown[0]?.facts?.samplePeriodNs ?? 1e9)),
      onMoment: (ns) => this.#each(({ run }) => run.goTo(ns)),
      onSwap: (manager, hosts) => {
        for (const at of hosts) this.#shown[at]?.run.replaceManager(manager);
      },
    });
    const stage = element("div", { class: "stage" }, this.#time.element, this.#problem, this.#panes);
    this.element.append(this.#controls.element, stage);
  }

  /** What is chosen, and the moment that is seen. */
  get settings(): HostSettings {
    return this.#settings;
  }

  /** Builds what the settings say, at the moment they name. */
  show(settings: HostSettings): void {
    const base = this.#baseOf(settings);
    if (base === null) {
      this.#tell([`There is no example ${settings.example}.`]);
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
    this.#controls.name(settings);
    for (const [at, manager] of managers.entries()) {
      this.#shown[at]?.open(
        { base, settings, manager },
        settings.atNs,
        at === 0 ? settings.changes : settings.versusChanges,
      );
    }
    this.#events.onChange(settings);
  }

  /** What is not seen stands still. */
  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    if (visible && this.#speed > 0) this.#each(({ run }) => run.play(this.#speed));
    if (!visible) this.#rest(0);
  }

  /** Runs at so many times real time; 0 stands still. */
  play(speed: number): void {
    this.#time.showSpeed(speed);
    this.#setSpeed(speed);
  }

  /** Takes a scenario, traces that one replays, or both at once. */
  async drop(files: readonly File[]): Promise<void> {
    const taken = await this.#files.take(files);
    if (taken.kind === "problem") this.#tell([taken.sentence]);
    else if (taken.kind === "scenario") this.show({ ...firstSettings, example: "own", own: taken.text });
    else if (this.#replays(taken.names)) this.show(this.#settings);
    else {
      const names = taken.names.join(", ");
      this.#tell([`No scenario that replays ${names} is here: drop it, too. Its name ends in .yaml, .yml or .json.`]);
    }
  }

  /** Whether the scenario of one's own that is shown replays one of these traces. */
  #replays(names: readonly string[]): boolean {
    const named = this.#shown[0]?.facts?.traceFiles ?? [];
    return this.#settings.example === "own" && named.some((file) => names.some((name) => isNamed(file, name)));
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
        this.#noteSeen();
        this.#keepTogether(first);
      },
      onChanged: () => this.#note(),
      onFigures: () => this.#draw(),
      onProblem: (sentences) => {
        this.#noteSeen();
        this.#tell(sentences);
      },
    });
    this.#shown.push(pane);
    this.#panes.append(pane.element);
  }

  #noteSeen(): void {
    if (this.#seen) return;
    this.#seen = true;
    this.#events.onFirstSeen();
  }

  /** Hosts side by side are shown at the same time: the faster waits for the slower, and they rest at the same moment. */
  #keepTogether(first: boolean): void {
    const runs = this.#shown.map(({ run }) => run);
    const finished = runs.every((run) => run.finished);
    if (first) this.#time.showMoment(runs[0]?.nowNs ?? 0, runs[0]?.goalNs ?? 0);
    if (this.#speed > 0 && finished) this.play(0);
    if (this.#speed > 0 && runs.length > 1) {
      const last = runs.reduce((least, { nowNs }) => Math.min(least, nowNs), Number.POSITIVE_INFINITY);
      const apartNs = Math.max(LEAST_APART_NS, APART_SECONDS * 1e9 * this.#speed);
      for (const run of runs) run.limit(last + apartNs);
    }
    if (this.#speed > 0) return;
    const goalNs = this.#goalNs();
    for (const run of runs) if (run.goalNs < goalNs) run.rest(goalNs);
    if (runs.every(({ nowNs }) => nowNs === goalNs)) this.#note();
  }

  /** Keeps the moment, so that a link shows it. */
  #note(): void {
    const run = this.#shown[0]?.run;
    if (run === undefined) return;
    const { nowNs, changes } = run;
    const versusChanges = this.#shown[1]?.run.changes ?? [];
    const { settings } = this;
    const isNoted =
      settings.atNs === nowNs &&
      settings.changes.length === changes.length &&
      settings.versusChanges.length === versusChanges.length;
    if (isNoted) return;
    this.#settings = { ...settings, atNs: nowNs, changes, versusChanges };
    this.#events.onChange(this.#settings);
  }

  /** Hosts side by side are drawn on the same scales. */
  #draw(): void {
    const [first, second] = this.#shown;
    first?.draw(second?.sheet ?? null);
    second?.draw(first?.sheet ?? null);
  }

  #setSpeed(speed: number): void {
    this.#speed = speed;
    if (speed === 0) this.#rest(0);
    else if (this.#shown.every(({ run }) => run.finished)) this.#each(({ run }) => run.goTo(0));
    else this.#each(({ run }) => run.play(speed));
  }

  #rest(atNs: number): void {
    this.#each(({ run }) => run.rest(atNs));
  }

  /** The furthest moment that any of the hosts stands at or is running to. */
  #goalNs(): number {
    return this.#shown.reduce((most, { run }) => Math.max(most, run.goalNs), 0);
  }

  #save(form: SavedFile): void {
    if (form !== "yaml") this.#shown[0]?.save(form);
    else if (this.#base !== null) void this.#saveScenario(this.#base);
  }

  async #saveScenario({ name, text }: BaseScenario): Promise<void> {
    const written = text ?? (await import("../example-texts.ts")).exampleTexts[name] ?? "";
    const { facts, run } = this.#shown[0] ?? {};
    const seen = {
      name,
      overrides: facts?.overrides ?? [],
      changes: run?.changes ?? [],
      address: location.href,
    };
    download(`${name}.yaml`, "text/yaml", savedScenario(written, seen));
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

  #tell(sentences: readonly string[]): void {
    this.#problem.textContent = sentences.join("\n");
    this.play(0);
  }
}
