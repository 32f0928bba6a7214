import { type FigureSheet, FREE_CELL, formatFigureValue, formatMoment, POOL_CELL, SHARED_CELL } from "ballonet";
import { download, element } from "../element.ts";
import type { ManagerChange, Moment, Opened, Report, SavedForm, View, Wish } from "../simulation/messages.ts";
import { BalloonBars } from "./balloon-bars.ts";
import { CellColours } from "./cell-colours.ts";
import { Charts } from "./charts.ts";
import { FrameMap } from "./frame-map.ts";
import { Run } from "./run.ts";

/** What the page is told of a host that it shows. */
export interface PaneEvents {
  readonly onOpened: (facts: Opened) => void;
  readonly onMoment: (moment: Moment) => void;
  /** Another manager has been put in charge. */
  readonly onChanged: () => void;
  readonly onProblem: (sentences: readonly string[]) => void;
}

/** One host at work: a map of its frames, the balloons of its guests, diagrams that grow, and what happened. */
export class Pane {
  readonly element = element("section", { class: "pane empty" });
  readonly #run: Run;
  readonly #events: PaneEvents;
  readonly #title = element("h2");
  readonly #status = element("p", { class: "status" });
  /** What a screen reader is told: when it stops and goes on, not every moment. */
  readonly #said = element("p", { class: "unseen", role: "status" });
  readonly #happened = element("ol", { class: "events" });
  readonly #map: FrameMap;
  readonly #balloons = new BalloonBars();
  readonly #charts = new Charts();
  #facts: Opened | null = null;
  readonly #colours = new CellColours(() => this.#map.repaint());
  #eventsShown = 0;

  constructor(events: PaneEvents) {
    this.#events = events;
    this.#run = new Run((report) => this.#hear(report));
    this.#map = new FrameMap({
      colourOf: (cell) => this.#colours.of(cell),
      onWindow: (window) => this.#run.show(window),
      describe: (cell, first, frames) => this.#inWords(cell, first, frames),
    });
    this.element.append(
      this.#title,
      this.#status,
      this.#said,
      element("h3", {}, "Host memory, frame by frame"),
      this.#map.element,
      element("h3", {}, "Guests"),
      this.#balloons.element,
      element("h3", {}, "Over time"),
      this.#charts.element,
      element("h3", {}, "What happened"),
      this.#happened,
    );
  }

  get run(): Run {
    return this.#run;
  }

  get facts(): Opened | null {
    return this.#facts;
  }

  open(wish: Wish, toNs: number, changes: readonly ManagerChange[]): void {
    this.#status.className = "status";
    this.#status.textContent = "Building the host …";
    this.#run.open(wish, toNs, changes);
  }

  /** Gives the result so far as a file. */
  save(form: SavedForm): void {
    this.#run.askForResult(form);
  }

  remove(): void {
    this.#run.end();
    this.#charts.remove();
    this.#map.remove();
    this.#colours.remove();
    this.element.remove();
  }

  #hear(report: Report): void {
    switch (report.kind) {
      case "opened":
        this.#begin(report);
        break;
      case "booting":
        this.#showView(report);
        this.#status.textContent = bootedInWords(report.state.vms);
        break;
      case "moment":
        this.#showMoment(report);
        break;
      case "figures":
        this.#charts.show(report.sheet);
        this.#showEvents(report.sheet.events);
        break;
      case "changed":
        this.#title.textContent = this.#inCharge(report.changes);
        this.#events.onChanged();
        break;
      case "result":
        download(`${fileName(this.#facts?.name ?? "run")}.${report.form}`, KINDS[report.form], report.text);
        break;
      case "problem":
        this.#status.textContent = "It cannot be run.";
        this.#status.className = "status bad";
        this.#events.onProblem(report.sentences);
        break;
    }
  }

  #begin(facts: Opened): void {
    this.#facts = facts;
    this.element.classList.remove("empty");
    this.#status.className = "status";
    this.#charts.clear();
    this.#happened.replaceChildren();
    this.#eventsShown = 0;
    this.#title.textContent = this.#inCharge([]);
    this.#map.reset(facts.hostFrames);
    this.#balloons.reset(facts);
    this.#events.onOpened(facts);
  }

  #showView(view: View): void {
    const { host } = view.state;
    this.#map.draw(view.map, view.window);
    this.#balloons.show(view);
    const all = this.#size(this.#facts?.hostFrames ?? 0);
    this.#map.label(`Map of the host's frames: ${this.#size(host.freePages)} of ${all} free`);
  }

  #showMoment(moment: Moment): void {
    const { host, nowNs } = moment.state;
    this.#showView(moment);
    const now = formatMoment(nowNs / 1e9);
    const how = inWords(moment);
    const sizes = `${this.#size(host.freePages)} free, ${this.#size(host.swapUsedPages)} in host swap`;
    this.#status.textContent = `${now}: ${sizes}${how === "" ? "" : `, ${how}`}.`;
    this.#say(moment.finished ? `Finished at ${now}` : moment.pace > 0 ? "Running" : how === "" ? `At ${now}` : how);
    this.#events.onMoment(moment);
  }

  #size(pages: number): string {
    return formatFigureValue(pages * (this.#facts?.pageBytes ?? 0), "bytes");
  }

  #say(words: string): void {
    if (this.#said.textContent !== words) this.#said.textContent = words;
  }

  #inCharge(changes: readonly ManagerChange[]): string {
    const { name = "", manager = "" } = this.#facts ?? {};
    const then = changes.map((change) => `, from ${formatMoment(change.atNs / 1e9)} on ${change.manager}`);
    return `${name}, manager ${manager}${then.join("")}`;
  }

  #showEvents(events: FigureSheet["events"]): void {
    if (events.length === this.#eventsShown) return;
    this.#eventsShown = events.length;
    const items = events.map(({ seconds, text }) =>
      element("li", {}, element("time", {}, formatMoment(seconds)), ` ${text}`),
    );
    this.#happened.replaceChildren(...items);
  }

  #inWords(cell: number, first: number, frames: number): string {
    const who = OTHER_CELLS.get(cell) ?? this.#nameOf(cell - 1);
    return frames > 1 ? `Frames ${first} to ${first + frames - 1}: mostly ${who}` : `Frame ${first}: ${who}`;
  }

  #nameOf(vm: number): string {
    return this.#facts?.vms[vm]?.name ?? "a guest's";
  }
}

const OTHER_CELLS = new Map([
  [FREE_CELL, "free"],
  [SHARED_CELL, "shared by several guests"],
  [POOL_CELL, "compressed pages"],
]);

const KINDS = { json: "application/json", html: "text/html", svg: "image/svg+xml" } as const;

function bootedInWords(vms: View["state"]["vms"]): string {
  const booted = vms.filter(({ status }) => status !== "not-booted").length;
  return `${booted} of ${vms.length} guests are booting …`;
}

function inWords({ finished, goalNs, pace }: Moment): string {
  if (finished) return "finished";
  if (goalNs !== null) return `on the way to ${formatMoment(goalNs / 1e9)}`;
  if (pace === 0) return "";
  return `${pace < 10 ? pace.toFixed(1) : Math.round(pace)}× real time`;
}

function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_-]+/gu, "-") || "run";
}
