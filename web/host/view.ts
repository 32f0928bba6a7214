import { download, element } from "../element.ts";
import { exampleScenarios } from "../examples.ts";
import type { ScenarioText } from "../messages.ts";
import { Controls } from "./controls.ts";
import { Pane } from "./pane.ts";
import { firstSettings, type HostSettings } from "./settings.ts";

/** The host tab: what is chosen on one side, one host or two at work on the other. */
export class HostView {
  readonly element = element("div", { class: "host" });
  readonly #onChange: (settings: HostSettings) => void;
  readonly #controls: Controls;
  readonly #panes = element("div", { class: "panes" });
  readonly #problem = element("p", { class: "bad", role: "alert" });
  #settings: HostSettings = firstSettings;
  #base: ScenarioText | null = null;
  #shown: Pane[] = [];
  #speed = 0;

  constructor(onChange: (settings: HostSettings) => void) {
    this.#onChange = onChange;
    this.#controls = new Controls({
      onSettings: (change) => this.show({ ...this.#settings, ...change, atNs: 0, changes: [] }),
      onFile: (file) => this.#drop(file),
      onSpeed: (speed) => this.#setSpeed(speed),
      onStep: () => this.#each((pane) => pane.run.step(this.#stepNs())),
      onMoment: (ns) => this.#goTo(ns),
      onSwap: (manager) => this.#swapManager(manager),
      onSave: (form) => this.#save(form),
    });
    this.element.append(this.#controls.element, element("div", { class: "stage" }, this.#problem, this.#panes));
    for (const name of ["dragover", "drop"] as const) {
      this.element.addEventListener(name, (event) => {
        event.preventDefault();
        const file = name === "drop" ? event.dataTransfer?.files[0] : undefined;
        if (file !== undefined) void this.#drop(file);
      });
    }
  }

  /** What is chosen, and the moment that is seen. */
  get settings(): HostSettings {
    return this.#settings;
  }

  /** Builds what the settings say, at the moment they name. */
  show(settings: HostSettings): void {
    const base = baseOf(settings);
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
    for (const [at, manager] of managers.entries()) {
      this.#shown[at]?.open({ base, settings, manager }, settings.atNs, at === 0 ? settings.changes : []);
    }
    this.#onChange(settings);
  }

  /** Runs the hosts on, as fast as chosen; what is not seen stands still. */
  setVisible(visible: boolean): void {
    this.#each((pane) => pane.run.setSpeed(visible ? this.#speed : 0));
  }

  /** Runs at so many times real time; 0 stands still. */
  play(speed: number): void {
    this.#controls.showSpeed(speed);
    this.#setSpeed(speed);
  }

  #addPane(): void {
    const first = this.#shown.length === 0;
    const pane = new Pane({
      onOpened: (facts) => {
        if (first) this.#controls.fill(this.#settings, facts);
        if (this.#speed > 0) pane.run.setSpeed(this.#speed);
      },
      onMoment: ({ state, finished }) => {
        if (!first) return;
        this.#controls.showMoment(state.nowNs, pane.facts?.durationNs ?? 0, finished);
        if (this.#speed === 0) this.#note(state.nowNs);
      },
      onProblem: (sentences) => this.#tell(sentences),
    });
    this.#shown.push(pane);
    this.#panes.append(pane.element);
  }

  /** Keeps the moment, so that a link shows it. */
  #note(nowNs: number): void {
    this.#settings = { ...this.#settings, atNs: nowNs, changes: this.#shown[0]?.run.changes ?? [] };
    this.#onChange(this.#settings);
  }

  #setSpeed(speed: number): void {
    this.#speed = speed;
    this.#each((pane) => pane.run.setSpeed(speed));
    if (speed === 0) this.#note(this.#shown[0]?.run.nowNs ?? 0);
  }

  #goTo(ns: number): void {
    this.#each((pane) => pane.run.goTo(ns));
  }

  #stepNs(): number {
    return this.#shown[0]?.facts?.samplePeriodNs ?? 1e9;
  }

  #swapManager(manager: string): void {
    this.#shown[0]?.replaceManager(manager);
    this.#note(this.#shown[0]?.run.nowNs ?? 0);
  }

  #save(form: "yaml" | "json" | "html" | "svg"): void {
    if (form !== "yaml") this.#shown[0]?.save(form);
    else if (this.#base !== null) this.#saveScenario(this.#base);
  }

  #saveScenario({ name, text }: ScenarioText): void {
    const set = (this.#shown[0]?.facts?.overrides ?? []).map(({ path, value }) => ` --set '${path}=${value}'`).join("");
    const head = set === "" ? "" : `# Run it as it was seen: ballonet run ${name}.yaml${set}\n`;
    download(`${name}.yaml`, "text/yaml", head + text);
  }

  async #drop(file: File): Promise<void> {
    if (file.size > 1 << 20) return this.#tell([`${file.name} has ${file.size} bytes: a scenario has at most 1 MiB.`]);
    this.show({ ...firstSettings, example: "own", own: await file.text() });
  }

  #each(act: (pane: Pane) => void): void {
    for (const pane of this.#shown) act(pane);
  }

  #tell(sentences: readonly string[]): void {
    this.#problem.textContent = sentences.join("\n");
  }
}

function baseOf({ example, own }: HostSettings): ScenarioText | null {
  if (example === "own" && own !== null) return { text: own, name: "scenario", traces: {} };
  const chosen = exampleScenarios.get(example);
  return chosen === undefined ? null : { text: chosen.text, name: example, traces: chosen.traces };
}
