import { colourAt, formatFigureValue, formatMoment } from "ballonet";
import { type DrawnFigures, drawFigures } from "ballonet/chart";
import { download, element } from "../element.ts";
import type { ManagerChange, Moment, Opened, Report, Wish } from "../messages.ts";
import { BalloonBars } from "./balloon-bars.ts";
import { FrameMap } from "./frame-map.ts";
import { Run } from "./run.ts";

/** What the page is told of a host that it shows. */
export interface PaneEvents {
  readonly onOpened: (facts: Opened) => void;
  readonly onMoment: (moment: Moment) => void;
  readonly onProblem: (sentences: readonly string[]) => void;
}

/** One host at work: a map of its frames, the balloons of its guests, diagrams that grow, and what happened. */
export class Pane {
  readonly element = element("section", { class: "pane" });
  readonly #run: Run;
  readonly #events: PaneEvents;
  readonly #title = element("h2");
  readonly #status = element("p", { class: "status", role: "status" });
  readonly #charts = element("div", { class: "charts" });
  readonly #happened = element("ol", { class: "events" });
  readonly #map: FrameMap;
  readonly #balloons = new BalloonBars();
  #facts: Opened | null = null;
  #figures: DrawnFigures | null = null;
  #saving: "json" | "html" | "svg" | null = null;

  constructor(events: PaneEvents) {
    this.#events = events;
    this.#run = new Run((report) => this.#hear(report));
    this.#map = new FrameMap({
      colourOf: (cell) => rgb(cell === 0 ? null : cell - 1),
      onWindow: (window) => this.#run.show(window),
      describe: (cell, first, frames) => this.#inWords(cell, first, frames),
    });
    this.element.append(
      this.#title,
      this.#status,
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

  replaceManager(manager: string): void {
    this.#run.replaceManager(manager);
  }

  /** Gives the result so far as a file. */
  save(form: "json" | "html" | "svg"): void {
    this.#saving = form;
    this.#run.askForResult();
  }

  remove(): void {
    this.#run.end();
    this.#figures?.remove();
    this.#map.remove();
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
        if (this.#figures === null) this.#figures = drawFigures(this.#charts, report.sheet);
        else this.#figures.update(report.sheet);
        this.#happened.replaceChildren(
          ...report.sheet.events.map(({ seconds, text }) =>
            element("li", {}, element("time", {}, formatMoment(seconds)), ` ${text}`),
          ),
        );
        break;
      case "result": {
        const form = this.#saving ?? "json";
        const kinds = { json: "application/json", html: "text/html", svg: "image/svg+xml" };
        download(`${fileName(this.#facts?.name ?? "run")}.${form}`, kinds[form], report[form]);
        break;
      }
      case "problem":
        this.#status.textContent = report.sentences.join(" ");
        this.#status.className = "status bad";
        this.#events.onProblem(report.sentences);
        break;
    }
  }

  #begin(facts: Opened): void {
    this.#facts = facts;
    this.#status.className = "status";
    this.#figures?.remove();
    this.#figures = null;
    this.#happened.replaceChildren();
    this.#title.textContent = `${facts.name}, manager ${facts.manager}`;
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
      const pace =
        moment.pace > 0 ? `, ${moment.pace < 10 ? moment.pace.toFixed(1) : Math.round(moment.pace)}× real time` : "";
      this.#status.textContent = `${formatMoment(state.nowNs / 1e9)} of ${formatMoment(facts.durationNs / 1e9)}: ${free} free, ${swapped} in host swap${moment.finished ? ", finished" : pace}.`;
      this.#map.label(
        `Map of the host's frames: ${free} of ${formatFigureValue(facts.hostFrames * facts.pageBytes, "bytes")} free`,
      );
    }
    this.#events.onMoment(moment);
  }

  #inWords(cell: number, first: number, frames: number): string {
    const who = cell === 0 ? "free" : (this.#facts?.vms[cell - 1]?.name ?? "a guest's");
    return frames > 1 ? `Frames ${first} to ${first + frames - 1}: mostly ${who}` : `Frame ${first}: ${who}`;
  }
}

const channels = new Map<number | null, readonly [number, number, number]>();

function rgb(place: number | null): readonly [number, number, number] {
  const known = channels.get(place);
  if (known !== undefined) return known;
  const colour =
    place === null ? (matchMedia("(prefers-color-scheme: dark)").matches ? "#2a2d33" : "#e9e9e9") : colourAt(place);
  const channel = (from: number) => Number.parseInt(colour.slice(from, from + 2), 16);
  const made = [channel(1), channel(3), channel(5)] as const;
  channels.set(place, made);
  return made;
}

function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_-]+/gu, "-") || "run";
}
