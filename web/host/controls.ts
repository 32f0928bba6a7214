import { formatFigureValue, formatMoment } from "ballonet";
import { element } from "../element.ts";
import { exampleScenarios } from "../examples.ts";
import type { Opened } from "../messages.ts";
import { type HostSettings, works } from "./settings.ts";

const MIB = 2 ** 20;
const SPEEDS = [1, 5, 20, 60, 300];

/** What is done when something is chosen. */
export interface ControlEvents {
  readonly onSettings: (change: Partial<HostSettings>) => void;
  readonly onFile: (file: File) => void;
  /** Simulated seconds for each second; 0 stands still. */
  readonly onSpeed: (speed: number) => void;
  readonly onStep: () => void;
  readonly onMoment: (ns: number) => void;
  /** Another manager is put in charge from this moment on. */
  readonly onSwap: (manager: string) => void;
  readonly onSave: (form: "yaml" | "json" | "html" | "svg") => void;
}

/** What can be chosen on the host tab: the scenario, what is set over it, and how its time goes. */
export class Controls {
  readonly element = element("form", {
    class: "controls",
    "aria-label": "The host",
    submit: (event) => event.preventDefault(),
  });
  readonly #events: ControlEvents;
  readonly #example = element("select", { id: "example" });
  readonly #memory = element("input", { type: "range", id: "memory", min: 1, max: 128, step: 1 });
  readonly #memoryWords = element("output", { for: "memory" });
  readonly #vms = element("input", { type: "range", id: "vms", min: 1, max: 32, step: 1 });
  readonly #vmsWords = element("output", { for: "vms" });
  readonly #work = element("select", { id: "work" });
  readonly #manager = element("select", { id: "manager" });
  readonly #versus = element("select", { id: "versus" });
  readonly #disk = element("select", { id: "disk" });
  readonly #seed = element("input", { type: "number", id: "seed", min: 0, max: 4294967295, step: 1 });
  readonly #play = element("button", { type: "button", id: "play" }, "Run");
  readonly #speed = element("select", { id: "speed" });
  readonly #moment = element("input", { type: "range", id: "moment", min: 0, max: 1, step: 1, value: 0 });
  readonly #momentWords = element("output", { for: "moment" });
  readonly #swap = element("select", { id: "swap" });
  #running = false;
  #stepMiB = 1024;

  constructor(events: ControlEvents) {
    this.#events = events;
    this.#speed.append(
      ...SPEEDS.map((speed) => element("option", { value: speed, selected: speed === 20 }, `${speed}×`)),
    );
    this.#listen();
    const file = element("input", {
      type: "file",
      id: "file",
      accept: ".yaml,.yml,.json",
      change: () => {
        const [chosen] = file.files ?? [];
        if (chosen !== undefined) events.onFile(chosen);
        file.value = "";
      },
    });
    const save = (["yaml", "json", "html", "svg"] as const).map((form) =>
      element("button", { type: "button", click: () => events.onSave(form) }, SAVED[form]),
    );
    this.element.append(
      group("Scenario", row("Example", this.#example), row("or a file of your own", file)),
      group(
        "Set over it",
        row("Host memory", this.#memory, this.#memoryWords),
        row("Virtual machines", this.#vms, this.#vmsWords),
        row("Work", this.#work),
        row("Disk", this.#disk),
        row("Manager", this.#manager),
        row("against", this.#versus),
        row("Seed", this.#seed),
      ),
      group(
        "Time",
        element(
          "div",
          { class: "buttons" },
          this.#play,
          element("button", { type: "button", id: "step", click: () => events.onStep() }, "Step"),
          element("button", { type: "button", id: "restart", click: () => events.onMoment(0) }, "To the start"),
        ),
        row("Speed", this.#speed),
        row("Moment", this.#moment, this.#momentWords),
        row("From now on", this.#swap),
      ),
      group("Take along", element("div", { class: "buttons" }, ...save)),
    );
  }

  /** Shows what is chosen; sliders begin where the scenario has them. */
  fill(settings: HostSettings, { base, managers: named, devices }: Opened): void {
    const examples = [...exampleScenarios].map(([name, { title }]) => [name, title] as const);
    options(
      this.#example,
      settings.own === null ? examples : [...examples, ["own", "your own file"]],
      settings.example,
    );
    const memoryMiB = base.hostMemoryMiB;
    this.#stepMiB = Math.max(1, 2 ** Math.floor(Math.log2(memoryMiB / 16)));
    this.#memory.max = String(Math.ceil((2 * memoryMiB) / this.#stepMiB));
    this.#memory.value = String(Math.round((settings.hostMemoryMiB ?? memoryMiB) / this.#stepMiB));
    this.#vms.min = String(base.groupCount);
    this.#vms.max = String(Math.max(32, 2 * base.vmCount));
    this.#vms.value = String(settings.vmCount ?? base.vmCount);
    options(
      this.#work,
      [["", "as the scenario has it"], ...Object.keys(works).map((name) => [name, `all: ${name}`] as const)],
      settings.work,
    );
    options(
      this.#disk,
      [["", "as the scenario has it"], ...devices.map((name) => [name, name] as const)],
      settings.disk,
    );
    const managers = named.map((name) => [name, name] as const);
    options(this.#manager, [["", `${base.manager} (the scenario's)`], ...managers], settings.manager);
    options(this.#versus, [["", "nobody"], ...managers], settings.versus);
    options(this.#swap, [["", "the same manager"], ...managers], null);
    this.#seed.value = String(settings.seed ?? base.seed);
    this.#words();
  }

  /** Shows where the run is. */
  showMoment(nowNs: number, durationNs: number, finished: boolean): void {
    this.#moment.max = String(Math.max(1, Math.round(durationNs / 1e8)));
    if (document.activeElement !== this.#moment || this.#running) this.#moment.value = String(Math.round(nowNs / 1e8));
    this.#momentWords.textContent = formatMoment(nowNs / 1e9);
    if (finished && this.#running) {
      this.showSpeed(0);
      this.#events.onSpeed(0);
    }
  }

  /** Shows whether the run goes on, and how fast. */
  showSpeed(speed: number): void {
    this.#running = speed > 0;
    this.#play.textContent = this.#running ? "Pause" : "Run";
    this.#play.setAttribute("aria-pressed", String(this.#running));
    if (SPEEDS.includes(speed)) this.#speed.value = String(speed);
  }

  #listen(): void {
    const { onSettings } = this.#events;
    const chosen = (select: HTMLSelectElement) => (select.value === "" ? null : select.value);
    this.#example.addEventListener("change", () => onSettings({ ...AS_WRITTEN, example: this.#example.value }));
    for (const slider of [this.#memory, this.#vms]) slider.addEventListener("input", () => this.#words());
    this.#memory.addEventListener("change", () =>
      onSettings({ hostMemoryMiB: Number(this.#memory.value) * this.#stepMiB }),
    );
    this.#vms.addEventListener("change", () => onSettings({ vmCount: Number(this.#vms.value) }));
    this.#work.addEventListener("change", () => onSettings({ work: chosen(this.#work) }));
    this.#disk.addEventListener("change", () => onSettings({ disk: chosen(this.#disk) }));
    this.#manager.addEventListener("change", () => onSettings({ manager: chosen(this.#manager) }));
    this.#versus.addEventListener("change", () => onSettings({ versus: chosen(this.#versus) }));
    this.#seed.addEventListener("change", () => {
      if (this.#seed.validity.valid && this.#seed.value !== "") onSettings({ seed: Number(this.#seed.value) });
    });
    this.#play.addEventListener("click", () => {
      this.showSpeed(this.#running ? 0 : Number(this.#speed.value));
      this.#events.onSpeed(this.#running ? Number(this.#speed.value) : 0);
    });
    this.#speed.addEventListener("change", () => {
      if (this.#running) this.#events.onSpeed(Number(this.#speed.value));
    });
    this.#moment.addEventListener("change", () => {
      this.showSpeed(0);
      this.#events.onSpeed(0);
      this.#events.onMoment(Number(this.#moment.value) * 1e8);
    });
    this.#swap.addEventListener("change", () => {
      if (this.#swap.value !== "") this.#events.onSwap(this.#swap.value);
    });
  }

  #words(): void {
    this.#memoryWords.textContent = formatFigureValue(Number(this.#memory.value) * this.#stepMiB * MIB, "bytes");
    this.#vmsWords.textContent = this.#vms.value;
  }
}

const AS_WRITTEN = {
  own: null,
  hostMemoryMiB: null,
  vmCount: null,
  work: null,
  manager: null,
  disk: null,
  seed: null,
} as const;

const SAVED = { yaml: "Scenario", json: "Result (JSON)", html: "Report (HTML)", svg: "Picture (SVG)" } as const;

function options(
  select: HTMLSelectElement,
  choices: readonly (readonly [value: string, title: string])[],
  chosen: string | null,
): void {
  select.replaceChildren(
    ...choices.map(([value, title]) => element("option", { value, selected: value === (chosen ?? "") }, title)),
  );
}

function group(title: string, ...rows: readonly HTMLElement[]): HTMLElement {
  return element("fieldset", {}, element("legend", {}, title), ...rows);
}

function row(title: string, field: HTMLElement, ...more: readonly HTMLElement[]): HTMLElement {
  return element("div", { class: "row" }, element("label", { for: field.id }, title), field, ...more);
}
