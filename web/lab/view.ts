import { type CurveReport, condensingFileOf, curveSvg, type ReplayResult } from "ballonet";
import type { LabSettings } from "../address.ts";
import { download, element } from "../element.ts";
import { exampleTraces } from "../examples.ts";
import type { LabReport, LabRequest, PolicyFacts } from "./messages.ts";
import { winnersTable } from "./winners.ts";

/** The laboratory tab: a trace, policies, their miss-ratio curves, and the best policies at each size. */
export class LabView {
  readonly element = element("div", { class: "lab" });
  readonly #onChange: (settings: LabSettings) => void;
  readonly #trace = element("select", { id: "trace" });
  readonly #policies = element("fieldset", { class: "policies" });
  readonly #status = element("p", { class: "status", role: "status" });
  readonly #figure = element("div", { class: "figure", tabindex: 0, role: "region", "aria-label": "Miss-ratio curve" });
  readonly #table = element("div", {
    class: "wide",
    tabindex: 0,
    role: "region",
    "aria-label": "Faults by policy and size",
  });
  #worker: Worker | null = null;
  #settings: LabSettings = { trace: "", policies: [] };
  #file: File | null = null;
  /** Companion file of the user's trace that says how it was condensed. */
  #companion: File | null = null;
  #curve: CurveReport | null = null;
  #results: ReplayResult[] = [];
  readonly #boxes = new Map<string, HTMLInputElement>();

  constructor(onChange: (settings: LabSettings) => void) {
    this.#onChange = onChange;
    const file = element("input", {
      type: "file",
      id: "trace-file",
      multiple: true,
      change: () => {
        this.drop([...(file.files ?? [])]);
        file.value = "";
      },
    });
    this.#trace.addEventListener("change", () => {
      this.#file = null;
      this.#choose({ ...this.#settings, trace: this.#trace.value });
    });
    const svg = element("button", { type: "button", click: () => this.#save() }, "Picture (SVG)");
    this.element.append(
      element(
        "form",
        { class: "controls", "aria-label": "Laboratory", submit: (event) => event.preventDefault() },
        element(
          "fieldset",
          {},
          element("legend", {}, "Trace"),
          element("div", { class: "row" }, element("label", { for: "trace" }, "Recording"), this.#trace),
          element("div", { class: "row" }, element("label", { for: "trace-file" }, "or open a trace"), file),
        ),
        this.#policies,
        element("div", { class: "buttons" }, svg),
      ),
      element("div", { class: "stage" }, this.#status, this.#figure, this.#table),
    );
  }

  /** Shows the settings and starts the replay. */
  show(settings: LabSettings): void {
    this.#settings = settings;
    this.#fill();
    this.#startReplay();
  }

  #choose(settings: LabSettings): void {
    this.show(settings);
    this.#onChange(settings);
  }

  /** Opens a trace file and, if given with it, the companion file that says how it was condensed. */
  drop(files: readonly File[]): void {
    const isCompanion = ({ name }: File) => files.some((trace) => name === condensingFileOf(trace.name));
    const trace = files.find((file) => !isCompanion(file));
    if (trace === undefined) return;
    this.#file = trace;
    this.#companion = files.find(({ name }) => name === condensingFileOf(trace.name)) ?? null;
    this.show(this.#settings);
  }

  #fill(): void {
    const { trace, policies } = this.#settings;
    const dropped = this.#file === null ? [] : [element("option", { value: "", selected: true }, this.#file.name)];
    const recorded = [...exampleTraces].map(([name, { title }]) =>
      element("option", { value: name, selected: this.#file === null && name === trace }, title),
    );
    this.#trace.replaceChildren(...dropped, ...recorded);
    for (const [name, box] of this.#boxes) box.checked = policies.includes(name);
  }

  #listPolicies(policies: readonly PolicyFacts[]): void {
    if (this.#boxes.size > 0) return;
    const choices = policies.map(({ name, about, visibility }) => {
      const box = element("input", { type: "checkbox", id: `policy-${name}` });
      box.addEventListener("change", () => {
        const rest = this.#settings.policies.filter((one) => one !== name);
        this.#choose({ ...this.#settings, policies: box.checked ? [...rest, name] : rest });
      });
      this.#boxes.set(name, box);
      const title = `${about} Sees: ${visibility}.`;
      return element("div", { class: "choice", title }, box, element("label", { for: box.id }, name));
    });
    this.#policies.replaceChildren(element("legend", {}, "Replacement policies"), ...choices);
    this.#fill();
  }

  #stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #startReplay(): void {
    this.#stop();
    this.#curve = null;
    this.#results = [];
    const example = exampleTraces.get(this.#settings.trace) ?? [...exampleTraces.values()][0];
    if (example === undefined) return;
    const others = this.#settings.policies.filter((name) => name !== "opt");
    const request: LabRequest = {
      name: this.#file?.name ?? example.file,
      source: this.#file ?? new URL(example.url, document.baseURI).href,
      condensing: this.#file === null ? example.condensing : this.#companion,
      // The optimum is always replayed: the table shows each policy's distance from it.
      policies: ["opt", ...others],
    };
    this.#status.className = "status";
    this.#status.textContent = `Reading ${request.name} …`;
    const worker = new Worker(new URL("./lab-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("error", () => {
      if (worker === this.#worker)
        this.#handle({ kind: "problem", sentence: "The laboratory could not be loaded." }, request);
    });
    worker.addEventListener("message", ({ data }: MessageEvent<LabReport>) => {
      if (worker === this.#worker) this.#handle(data, request);
    });
    this.#worker = worker;
    worker.postMessage(request);
  }

  #handle(report: LabReport, { policies }: LabRequest): void {
    switch (report.kind) {
      case "policies":
        this.#listPolicies(report.policies);
        return;
      case "curve":
        this.#curve = report.curve;
        break;
      case "policy":
        this.#results.push(...report.results);
        break;
      case "done":
        this.#stop();
        this.#status.textContent = this.#traceText();
        return;
      case "problem":
        this.#stop();
        this.#status.className = "status bad";
        this.#status.textContent = report.sentence;
        return;
    }
    const done = new Set(this.#results.map(({ policy }) => policy)).size;
    this.#status.textContent = `${this.#traceText()} ${done} of ${policies.length} policies replayed …`;
    this.#draw();
  }

  #traceText(): string {
    const trace = this.#curve?.trace;
    if (trace === undefined) return "";
    const { name, references, distinctPages, condensedFrames, originalReferences } = trace;
    const facts = `${name}: ${references.toLocaleString("en")} references to ${distinctPages.toLocaleString("en")} pages.`;
    if (condensedFrames === null) return facts;
    const from = originalReferences === null ? "" : ` from ${originalReferences.toLocaleString("en")} references`;
    return `${facts} Condensed${from}: LRU hits in ${condensedFrames} frames are left out, so the curve starts at ${condensedFrames} frames.`;
  }

  #svg(): string | null {
    if (this.#curve === null) return null;
    const shown = this.#results.filter(({ policy }) => policy !== "lru" && this.#settings.policies.includes(policy));
    return curveSvg({ ...this.#curve, policies: shown });
  }

  #draw(): void {
    const svg = this.#svg();
    if (svg === null) return;
    const picture = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    this.#figure.replaceChildren(document.importNode(picture, true));
    this.#table.replaceChildren(winnersTable(this.#results, this.#settings.policies));
  }

  #save(): void {
    const svg = this.#svg();
    if (svg !== null) download("miss-ratio-curve.svg", "image/svg+xml", svg);
  }
}
