import { type CurveReport, curveSvg, type ReplayResult } from "ballonet";
import type { LabSettings } from "../address.ts";
import { download, element } from "../element.ts";
import { exampleTraces } from "../examples.ts";
import type { LabReport, LabRequest, PolicyFacts } from "./messages.ts";
import { winnersTable } from "./winners.ts";

/** The laboratory tab: a trace, policies, curves that draw themselves, and who wins at which size. */
export class LabView {
  readonly element = element("div", { class: "lab" });
  readonly #onChange: (settings: LabSettings) => void;
  readonly #trace = element("select", { id: "trace" });
  readonly #policies = element("fieldset", { class: "policies" });
  readonly #status = element("p", { class: "status", role: "status" });
  readonly #figure = element("div", { class: "figure" });
  readonly #table = element("div", {
    class: "wide",
    tabindex: 0,
    role: "region",
    "aria-label": "Faults by policy and size",
  });
  #worker: Worker | null = null;
  #settings: LabSettings = { trace: "", policies: [] };
  #file: File | null = null;
  #curve: CurveReport | null = null;
  #results: ReplayResult[] = [];
  #known: readonly PolicyFacts[] = [];
  #shown = false;

  constructor(onChange: (settings: LabSettings) => void) {
    this.#onChange = onChange;
    const file = element("input", {
      type: "file",
      id: "trace-file",
      change: () => {
        const [chosen] = file.files ?? [];
        if (chosen !== undefined) this.#drop(chosen);
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
        { class: "controls", "aria-label": "The laboratory", submit: (event) => event.preventDefault() },
        element(
          "fieldset",
          {},
          element("legend", {}, "Trace"),
          element("div", { class: "row" }, element("label", { for: "trace" }, "Recorded of"), this.#trace),
          element("div", { class: "row" }, element("label", { for: "trace-file" }, "or a file of your own"), file),
        ),
        this.#policies,
        element("div", { class: "buttons" }, svg),
      ),
      element("div", { class: "stage" }, this.#status, this.#figure, this.#table),
    );
    for (const name of ["dragover", "drop"] as const) {
      this.element.addEventListener(name, (event) => {
        event.preventDefault();
        const dropped = name === "drop" ? event.dataTransfer?.files[0] : undefined;
        if (dropped !== undefined) this.#drop(dropped);
      });
    }
  }

  /** Shows what is chosen; the work begins when the tab is seen. */
  show(settings: LabSettings): void {
    this.#settings = settings;
    this.#fill();
    if (this.#shown) this.#begin();
  }

  setVisible(visible: boolean): void {
    if (!visible || this.#shown) return;
    this.#shown = true;
    this.#begin();
  }

  #choose(settings: LabSettings): void {
    this.show(settings);
    this.#onChange(settings);
  }

  #drop(file: File): void {
    this.#file = file;
    this.show(this.#settings);
  }

  #fill(): void {
    const { trace, policies } = this.#settings;
    const dropped = this.#file === null ? [] : [element("option", { value: "", selected: true }, this.#file.name)];
    const recorded = [...exampleTraces].map(([name, { title }]) =>
      element("option", { value: name, selected: this.#file === null && name === trace }, title),
    );
    this.#trace.replaceChildren(...dropped, ...recorded);
    const boxes = this.#known.map(({ name, about, visibility }) => {
      const box = element("input", { type: "checkbox", id: `policy-${name}`, checked: policies.includes(name) });
      box.checked = policies.includes(name);
      box.addEventListener("change", () => {
        const rest = this.#settings.policies.filter((one) => one !== name);
        this.#choose({ ...this.#settings, policies: box.checked ? [...rest, name] : rest });
      });
      return element(
        "div",
        { class: "choice", title: `${about} Sees: ${visibility}.` },
        box,
        element("label", { for: box.id }, name),
      );
    });
    this.#policies.replaceChildren(element("legend", {}, "Replacement policies"), ...boxes);
  }

  #begin(): void {
    this.#worker?.terminate();
    this.#curve = null;
    this.#results = [];
    const example = exampleTraces.get(this.#settings.trace) ?? [...exampleTraces.values()][0];
    if (example === undefined) return;
    const wanted = this.#settings.policies.filter((name) => name !== "opt");
    const request: LabRequest = {
      name: this.#file?.name ?? example.file,
      source: this.#file ?? new URL(example.url, document.baseURI).href,
      // The optimum is what the distance of all others is measured by: it always comes along.
      policies: ["opt", ...wanted],
    };
    this.#status.className = "status";
    this.#status.textContent = `Reading ${request.name} …`;
    const worker = new Worker(new URL("./lab-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<LabReport>) => {
      if (worker === this.#worker) this.#hear(data, request);
    });
    this.#worker = worker;
    worker.postMessage(request);
  }

  #hear(report: LabReport, { policies }: LabRequest): void {
    switch (report.kind) {
      case "policies":
        this.#known = report.policies;
        this.#fill();
        return;
      case "curve":
        this.#curve = report.curve;
        break;
      case "policy":
        this.#results.push(...report.results);
        break;
      case "done":
        this.#status.textContent = this.#facts();
        return;
      case "problem":
        this.#status.className = "status bad";
        this.#status.textContent = report.sentence;
        return;
    }
    const done = new Set(this.#results.map(({ policy }) => policy)).size;
    this.#status.textContent = `${this.#facts()} ${done} of ${policies.length} policies replayed …`;
    this.#draw();
  }

  #facts(): string {
    const trace = this.#curve?.trace;
    if (trace === undefined) return "";
    return `${trace.name}: ${trace.references.toLocaleString("en")} references to ${trace.distinctPages.toLocaleString("en")} pages.`;
  }

  #svg(): string | null {
    if (this.#curve === null) return null;
    const shown = this.#results.filter(({ policy }) => policy !== "lru" && this.#settings.policies.includes(policy));
    return curveSvg({ ...this.#curve, policies: shown });
  }

  #draw(): void {
    const svg = this.#svg();
    if (svg === null) return;
    const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    this.#figure.replaceChildren(document.importNode(drawn, true));
    this.#table.replaceChildren(winnersTable(this.#results, this.#settings.policies));
  }

  #save(): void {
    const svg = this.#svg();
    if (svg !== null) download("miss-ratio-curve.svg", "image/svg+xml", svg);
  }
}
