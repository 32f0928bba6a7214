import { type FigureSheet, FREE_CELL, formatFigureValue, formatMoment, POOL_CELL, SHARED_CELL } from "ballonet";
import { type DrawnFigures, drawFigures } from "ballonet/chart";
import { download, element } from "../element.ts";
import type { ManagerChange, Moment, Opened, Report, SavedForm, Wish } from "../simulation/messages.ts";
import { BalloonBars } from "./balloon-bars.ts";
import { CellColours } from "./cell-colours.ts";
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
  readonly #charts = element("div", { class: "charts" });
  readonly #happened = element("ol", { class: "events" });
  readonly #map: FrameMap;
  readonly #balloons = new BalloonBars();
  #facts: Opened | null = null;
  #figures: DrawnFigures | null = null;
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
      this.#charts,
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
    this.#figures?.remove();
    this.#map.remove();
    this.#colours.remove();
    this.element.remove();
  }

  #hear(report: Report): void {
    switch (report.kind) {
      case "opened":
        this.#begin(report);
        break;
      case "moment":
        this.#showMoment(report);
        break;
      case "figures":
        if (this.#figures === null) {
          this.#figures = drawFigures(this.#charts, report.sheet);
          this.#charts.style.minHeight = "";
        } else this.#figures.update(report.sheet);
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
    // What comes next has about the same size: nothing below moves meanwhile.
    this.#charts.style.minHeight = `${this.#charts.offsetHeight}px`;
    this.#figures?.remove();
    this.#figures = null;
    this.#happened.replaceChildren();
    this.#eventsShown = 0;
    this.#title.textContent = this.#inCharge([]);
    this.#map.reset(facts.hostFrames);
    this.#balloons.reset(facts);
    this.#events.onOpened(facts);
  }

  #showMoment(moment: Moment): void {
    const { state, map, window } = moment;
    this.#map.draw(map, window);
    this.#balloons.show(moment);
    const facts = this.#facts;
    if (facts !== null) {
      const free = formatFigureValue(state.host.freePages * facts.pageBytes, "bytes");
      const swapped = formatFigureValue(state.host.swapUsedPages * facts.pageBytes, "bytes");
      const now = formatMoment(state.nowNs / 1e9);
      const how = inWords(moment);
      this.#status.textContent = `${now}: ${free} free, ${swapped} in host swap${how === "" ? "" : `, ${how}`}.`;
      this.#say(moment.finished ? `Finished at ${now}` : moment.pace > 0 ? "Running" : how === "" ? `At ${now}` : how);
      this.#map.label(
        `Map of the host's frames: ${free} of ${formatFigureValue(facts.hostFrames * facts.pageBytes, "bytes")} free`,
      );
    }
    this.#events.onMoment(moment);
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

function inWords({ finished, goalNs, pace }: Moment): string {
  if (finished) return "finished";
  if (goalNs !== null) return `on the way to ${formatMoment(goalNs / 1e9)}`;
  if (pace === 0) return "";
  return `${pace < 10 ? pace.toFixed(1) : Math.round(pace)}× real time`;
}

function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_-]+/gu, "-") || "run";
}
