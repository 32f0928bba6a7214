import { type FigureSheet, FREE_CELL, formatFigureValue, formatMoment, POOL_CELL, SHARED_CELL } from "ballonet";
import { download, element } from "../element.ts";
import type { ManagerChange, Moment, Opened, Report, SavedForm, View, Wish } from "../simulation/messages.ts";
import { BalloonBars } from "./balloon-bars.ts";
import { CellColours } from "./cell-colours.ts";
import { Charts } from "./charts.ts";
import { FrameMap } from "./frame-map.ts";
import { Run } from "./run.ts";

/** What the page is told about a host that it shows. */
export interface PaneEvents {
  readonly onOpened: (facts: Opened) => void;
  readonly onMoment: (moment: Moment) => void;
  /** Another manager has been put in charge. */
  readonly onChanged: () => void;
  readonly onProblem: (sentences: readonly string[]) => void;
  /** There are new diagrams, which wait to be drawn with `draw`. */
  readonly onFigures: () => void;
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
  readonly #troubles = element("ul", { class: "troubles" });
  readonly #happened = element("ol", { class: "events" });
  readonly #nothing = element("p", { class: "faint" }, "Nothing out of the ordinary so far.");
  readonly #map: FrameMap;
  readonly #balloons = new BalloonBars();
  readonly #charts = new Charts();
  #facts: Opened | null = null;
  readonly #colours = new CellColours(() => this.#map.repaint());
  #eventsShown = 0;
  #sheet: FigureSheet | null = null;
  /** What is shown is what was opened last. */
  #isOpen = false;

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
      this.#nothing,
      this.#troubles,
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
    this.#isOpen = false;
    this.#run.open(wish, toNs, changes);
  }

  /** The diagrams so far. */
  get sheet(): FigureSheet | null {
    return this.#sheet;
  }

  /** Draws the diagrams so far, on scales that hold those of the host beside it, too. */
  draw(beside: FigureSheet | null): void {
    if (this.#sheet !== null) this.#charts.show(this.#sheet, beside);
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
        this.#sheet = report.sheet;
        this.#showHappened(report.sheet.events, report.troubles);
        this.#events.onFigures();
        break;
      case "changed":
        this.#title.textContent = this.#inCharge(report.changes);
        this.#events.onChanged();
        break;
      case "result":
        download(`${fileName(this.#facts?.name ?? "run")}.${report.form}`, KINDS[report.form], report.text);
        break;
      case "problem":
        this.#status.textContent = this.#isOpen ? "It broke off." : "It cannot be run.";
        this.#status.className = "status bad";
        // What is still seen of the host before it would pass for this one.
        if (!this.#isOpen) this.#clear();
        this.#events.onProblem(report.sentences);
        break;
    }
  }

  #begin(facts: Opened): void {
    this.#facts = facts;
    this.#isOpen = true;
    this.element.classList.remove("empty");
    this.#status.className = "status";
    this.#clearHappened();
    this.#title.textContent = this.#inCharge([]);
    this.#map.reset(facts.hostFrames);
    this.#balloons.reset(facts);
    this.#events.onOpened(facts);
  }

  #clearHappened(): void {
    this.#charts.clear();
    this.#sheet = null;
    this.#happened.replaceChildren();
    this.#troubles.replaceChildren();
    this.#nothing.hidden = false;
    this.#eventsShown = 0;
  }

  #clear(): void {
    this.#facts = null;
    this.element.classList.add("empty");
    this.#title.textContent = "";
    this.#clearHappened();
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

  #showHappened(events: FigureSheet["events"], troubles: readonly string[]): void {
    this.#nothing.hidden = events.length + troubles.length > 0;
    const shown = [...this.#troubles.children].map(({ textContent }) => textContent);
    if (shown.join("\n") !== troubles.join("\n"))
      this.#troubles.replaceChildren(...troubles.map((text) => element("li", {}, text)));
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
