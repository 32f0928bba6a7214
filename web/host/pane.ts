import { type FigureSheet, FREE_CELL, formatFigureValue, formatMoment, POOL_CELL, SHARED_CELL } from "ballonet";
import { download, element } from "../element.ts";
import type { HostRequest, ManagerChange, Moment, Opened, Report, SavedForm, View } from "../simulation/messages.ts";
import { BalloonBars } from "./balloon-bars.ts";
import { CellColours } from "./cell-colours.ts";
import { Charts } from "./charts.ts";
import { FrameMap } from "./frame-map.ts";
import { Run } from "./run.ts";

/** Events of a host on the page. */
export interface PaneEvents {
  readonly onOpened: (facts: Opened) => void;
  readonly onMoment: (moment: Moment) => void;
  /** The memory manager has changed. */
  readonly onChanged: () => void;
  readonly onProblem: (sentences: readonly string[]) => void;
  /** New chart data is ready for `draw`. */
  readonly onFigures: () => void;
}

/** One host: its frame map, its guests' bars, its charts and its events. */
export class Pane {
  readonly element = element("section", { class: "pane empty" });
  readonly #run: Run;
  readonly #events: PaneEvents;
  readonly #title = element("h2");
  readonly #status = element("p", { class: "status" });
  /** Status for screen readers: changes only when the run starts or stops, not every frame. */
  readonly #announcement = element("p", { class: "unseen", role: "status" });
  readonly #troubles = element("ul", { class: "troubles" });
  readonly #eventList = element("ol", { class: "events" });
  readonly #noEvents = element("p", { class: "faint" }, "No events so far.");
  readonly #map: FrameMap;
  readonly #balloons = new BalloonBars();
  readonly #charts = new Charts();
  #facts: Opened | null = null;
  readonly #colours = new CellColours(() => this.#map.repaint());
  #eventsShown = 0;
  #sheet: FigureSheet | null = null;
  /** Whether the host on screen is the one opened last. */
  #isOpen = false;

  constructor(events: PaneEvents) {
    this.#events = events;
    this.#run = new Run((report) => this.#handle(report));
    this.#map = new FrameMap({
      colourOf: (cell) => this.#colours.of(cell),
      onWindow: (window) => this.#run.show(window),
      describe: (cell, first, frames) => this.#cellText(cell, first, frames),
    });
    this.element.append(
      this.#title,
      this.#status,
      this.#announcement,
      element("h3", {}, "Host memory, frame by frame"),
      this.#map.element,
      element("h3", {}, "Guests"),
      this.#balloons.element,
      element("h3", {}, "Over time"),
      this.#charts.element,
      element("h3", {}, "Events"),
      this.#noEvents,
      this.#troubles,
      this.#eventList,
    );
  }

  get run(): Run {
    return this.#run;
  }

  get facts(): Opened | null {
    return this.#facts;
  }

  open(request: HostRequest, toNs: number, changes: readonly ManagerChange[]): void {
    this.#status.className = "status";
    this.#status.textContent = "Building the host …";
    this.#isOpen = false;
    this.#run.open(request, toNs, changes);
  }

  /** The chart data so far. */
  get sheet(): FigureSheet | null {
    return this.#sheet;
  }

  /** Draws the charts so far, on scales that also fit the other host's charts. */
  draw(beside: FigureSheet | null): void {
    if (this.#sheet !== null) this.#charts.show(this.#sheet, beside);
  }

  /** Downloads the result so far. */
  save(form: SavedForm): void {
    this.#run.requestResult(form);
  }

  remove(): void {
    this.#run.end();
    this.#charts.remove();
    this.#map.remove();
    this.#colours.remove();
    this.element.remove();
  }

  #handle(report: Report): void {
    switch (report.kind) {
      case "opened":
        this.#showOpened(report);
        break;
      case "booting":
        this.#showView(report);
        this.#status.textContent = bootingText(report.state.vms);
        break;
      case "moment":
        this.#showMoment(report);
        break;
      case "figures":
        this.#sheet = report.sheet;
        this.#showEvents(report.sheet.events, report.troubles);
        this.#events.onFigures();
        break;
      case "changed":
        this.#title.textContent = this.#titleWith(report.changes);
        this.#events.onChanged();
        break;
      case "result":
        download(`${fileName(this.#openFacts.name)}.${report.form}`, MIME_TYPES[report.form], report.text);
        break;
      case "problem":
        this.#status.textContent = this.#isOpen ? "The simulation failed." : "The scenario cannot run.";
        this.#status.className = "status bad";
        // Otherwise the previous host on screen would be taken for this one.
        if (!this.#isOpen) this.#clear();
        this.#events.onProblem(report.sentences);
        break;
    }
  }

  /** Facts of the open host; its worker reports nothing else before them. */
  get #openFacts(): Opened {
    if (this.#facts === null) throw new Error("The host has not been opened yet.");
    return this.#facts;
  }

  #showOpened(facts: Opened): void {
    this.#facts = facts;
    this.#isOpen = true;
    this.element.classList.remove("empty");
    this.#status.className = "status";
    this.#clearRun();
    this.#title.textContent = this.#titleWith([]);
    this.#map.reset(facts.hostFrames);
    this.#balloons.reset(facts);
    this.#events.onOpened(facts);
  }

  #clearRun(): void {
    this.#charts.clear();
    this.#sheet = null;
    this.#eventList.replaceChildren();
    this.#troubles.replaceChildren();
    this.#noEvents.hidden = false;
    this.#eventsShown = 0;
  }

  #clear(): void {
    this.#facts = null;
    this.element.classList.add("empty");
    this.#title.textContent = "";
    this.#clearRun();
  }

  #showView(view: View): void {
    const { host } = view.state;
    this.#map.draw(view.map, view.window);
    this.#balloons.show(view);
    const all = this.#size(this.#openFacts.hostFrames);
    this.#map.label(`Map of the host's frames: ${this.#size(host.freePages)} of ${all} free`);
  }

  #showMoment(moment: Moment): void {
    const { host, nowNs } = moment.state;
    this.#showView(moment);
    const now = formatMoment(nowNs / 1e9);
    const progress = progressText(moment);
    const sizes = `${this.#size(host.freePages)} free, ${this.#size(host.swapUsedPages)} in host swap`;
    this.#status.textContent = `${now}: ${sizes}${progress === "" ? "" : `, ${progress}`}.`;
    this.#announce(
      moment.finished ? `Finished at ${now}` : moment.pace > 0 ? "Running" : progress === "" ? `At ${now}` : progress,
    );
    this.#events.onMoment(moment);
  }

  #size(pages: number): string {
    return formatFigureValue(pages * this.#openFacts.pageBytes, "bytes");
  }

  #announce(words: string): void {
    if (this.#announcement.textContent !== words) this.#announcement.textContent = words;
  }

  #titleWith(changes: readonly ManagerChange[]): string {
    const { name, manager } = this.#openFacts;
    const then = changes.map((change) => `, ${change.manager} from ${formatMoment(change.atNs / 1e9)}`);
    return `${name}, manager ${manager}${then.join("")}`;
  }

  #showEvents(events: FigureSheet["events"], troubles: readonly string[]): void {
    this.#noEvents.hidden = events.length + troubles.length > 0;
    const shown = [...this.#troubles.children].map(({ textContent }) => textContent);
    if (shown.join("\n") !== troubles.join("\n"))
      this.#troubles.replaceChildren(...troubles.map((text) => element("li", {}, text)));
    if (events.length === this.#eventsShown) return;
    this.#eventsShown = events.length;
    const items = events.map(({ seconds, text }) =>
      element("li", {}, element("time", {}, formatMoment(seconds)), ` ${text}`),
    );
    this.#eventList.replaceChildren(...items);
  }

  #cellText(cell: number, first: number, frames: number): string {
    const who = OTHER_CELLS.get(cell) ?? this.#vmName(cell - 1);
    return frames > 1 ? `Frames ${first} to ${first + frames - 1}: mostly ${who}` : `Frame ${first}: ${who}`;
  }

  #vmName(vm: number): string {
    return this.#facts?.vms[vm]?.name ?? "a guest";
  }
}

const OTHER_CELLS = new Map([
  [FREE_CELL, "free"],
  [SHARED_CELL, "shared by several guests"],
  [POOL_CELL, "compressed pages"],
]);

const MIME_TYPES = { json: "application/json", html: "text/html", svg: "image/svg+xml" } as const;

function bootingText(vms: View["state"]["vms"]): string {
  const booted = vms.filter(({ status }) => status !== "not-booted").length;
  return `${booted} of ${vms.length} guests are booting …`;
}

function progressText({ finished, goalNs, pace }: Moment): string {
  if (finished) return "finished";
  if (goalNs !== null) return `running to ${formatMoment(goalNs / 1e9)}`;
  if (pace === 0) return "";
  return `${pace < 10 ? pace.toFixed(1) : Math.round(pace)}× real time`;
}

function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_-]+/gu, "-") || "run";
}
