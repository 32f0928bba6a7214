import { formatFigureValue, MOST_SEED } from "ballonet";
import { element } from "../element.ts";
import { exampleScenarios } from "../examples.ts";
import { defaultSettings, type HostSettings, works } from "../settings/settings.ts";
import type { Opened, SavedForm } from "../simulation/messages.ts";
import { fillChoices, group, row } from "./form.ts";

const MIB = 2 ** 20;
/** Screens on which the settings fit beside the host. */
const WIDE = "(min-width: 52rem)";

/** Files that can be downloaded. */
export type SavedFile = SavedForm | "yaml";

/** Events of the controls. */
export interface ControlEvents {
  readonly onSettings: (change: Partial<HostSettings>) => void;
  /** The user opened a scenario, traces, or both. */
  readonly onFiles: (files: readonly File[]) => void;
  readonly onSave: (form: SavedFile) => void;
}

/** Controls of the host tab: the scenario and its overrides. */
export class Controls {
  readonly element = element("form", {
    class: "controls",
    "aria-label": "Host",
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
  readonly #seed = element("input", { type: "number", id: "seed", min: 0, max: MOST_SEED, step: 1 });
  #stepMiB = 1024;

  constructor(events: ControlEvents) {
    this.#events = events;
    this.#listen();
    this.#listExamples(defaultSettings);
    const file = element("input", {
      type: "file",
      id: "file",
      multiple: true,
      change: () => {
        const chosen = [...(file.files ?? [])];
        if (chosen.length > 0) events.onFiles(chosen);
        file.value = "";
      },
    });
    const save = (["yaml", "json", "html", "svg"] as const).map((form) =>
      element("button", { type: "button", click: () => events.onSave(form) }, SAVE_LABELS[form]),
    );
    const settings = element(
      "details",
      { open: matchMedia(WIDE).matches },
      element("summary", {}, "Scenario and settings"),
      group("Scenario", row("Example", this.#example), row("or open a scenario and its traces", file)),
      group(
        "Overrides",
        row("Host memory", this.#memory, this.#memoryWords),
        row("Virtual machines", this.#vms, this.#vmsWords),
        row("Workload", this.#work),
        row("Disk", this.#disk),
        row("Memory manager", this.#manager),
        row("Compare with manager", this.#versus),
        row("Seed", this.#seed),
      ),
      group("Download", element("div", { class: "buttons" }, ...save)),
    );
    this.element.append(settings);
  }

  /** Shows the settings; sliders without an override show the scenario's value. */
  fill(settings: HostSettings, { base, managers: named, devices }: Opened): void {
    this.#listExamples(settings);
    const memoryMiB = base.hostMemoryMiB;
    this.#stepMiB = Math.max(1, 2 ** Math.floor(Math.log2(memoryMiB / 16)));
    this.#memory.max = String(Math.ceil((2 * memoryMiB) / this.#stepMiB));
    this.#memory.value = String(Math.round((settings.hostMemoryMiB ?? memoryMiB) / this.#stepMiB));
    this.#vms.min = String(base.groupCount);
    this.#vms.max = String(Math.max(32, 2 * base.vmCount));
    this.#vms.value = String(settings.vmCount ?? base.vmCount);
    fillChoices(
      this.#work,
      [["", "from the scenario"], ...Object.keys(works).map((name) => [name, `all: ${name}`] as const)],
      settings.work,
    );
    fillChoices(
      this.#disk,
      [["", "from the scenario"], ...devices.map((name) => [name, name] as const)],
      settings.disk,
    );
    this.#disk.disabled = !base.usesDisk;
    const managers = named.map((name) => [name, name] as const);
    fillChoices(this.#manager, [["", `${base.manager} (scenario)`], ...managers], settings.manager);
    fillChoices(this.#versus, [["", "no second host"], ...managers], settings.versus);
    this.#seed.value = String(settings.seed ?? base.seed);
    this.#showValues();
  }

  /** Shows the selected example before its scenario is built or rejected. */
  showExample(settings: HostSettings): void {
    this.#listExamples(settings);
  }

  #listen(): void {
    const { onSettings } = this.#events;
    const chosen = (select: HTMLSelectElement) => (select.value === "" ? null : select.value);
    this.#example.addEventListener("change", () => onSettings({ ...NO_OVERRIDES, example: this.#example.value }));
    for (const slider of [this.#memory, this.#vms]) slider.addEventListener("input", () => this.#showValues());
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
  }

  #listExamples({ example, own }: Pick<HostSettings, "example" | "own">): void {
    const examples = [...exampleScenarios].map(([name, { title }]) => [name, title] as const);
    fillChoices(this.#example, own === null ? examples : [...examples, ["own", "your own file"]], example);
  }

  #showValues(): void {
    this.#memoryWords.textContent = formatFigureValue(Number(this.#memory.value) * this.#stepMiB * MIB, "bytes");
    this.#vmsWords.textContent = this.#vms.value;
  }
}

const NO_OVERRIDES = {
  own: null,
  hostMemoryMiB: null,
  vmCount: null,
  work: null,
  manager: null,
  disk: null,
  seed: null,
} as const;

const SAVE_LABELS = { yaml: "Scenario", json: "Result (JSON)", html: "Report (HTML)", svg: "Picture (SVG)" } as const;
