import type { Command, ManagerChange, MapWindow, Report, SavedForm, Wish } from "../simulation/messages.ts";

const startWorker = () => new Worker(new URL("../simulation/worker.ts", import.meta.url), { type: "module" });
/** The first is needed in any case: it starts while the page is built. */
let spare: Worker | null = startWorker();

/** A simulation in a worker of its own, as the page sees it. */
export class Run {
  #worker: Worker;
  readonly #onReport: (report: Report) => void;
  #wish: Wish | null = null;
  #changes: readonly ManagerChange[] = [];
  #nowNs = 0;
  #goalNs = 0;
  #finished = false;
  #limitNs = Number.POSITIVE_INFINITY;

  constructor(onReport: (report: Report) => void) {
    this.#onReport = onReport;
    this.#worker = this.#start();
  }

  /** Managers put in charge in mid-run, in the order of time. */
  get changes(): readonly ManagerChange[] {
    return this.#changes;
  }

  /** The moment last reported. */
  get nowNs(): number {
    return this.#nowNs;
  }

  /** The moment it stands at, or is running to in one go. */
  get goalNs(): number {
    return this.#goalNs;
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Builds the machine of a scenario and runs it to a moment. What another simulation was doing is dropped at once. */
  open(wish: Wish, toNs = 0, changes: readonly ManagerChange[] = []): void {
    // A worker in the midst of building or running cannot be told anything: a new one is there sooner.
    if (this.#wish !== null) {
      this.#worker.terminate();
      this.#worker = this.#start();
    }
    this.#wish = wish;
    this.#changes = changes.filter(({ atNs }) => atNs <= toNs);
    this.#nowNs = 0;
    this.#goalNs = toNs;
    this.#finished = false;
    this.#limitNs = Number.POSITIVE_INFINITY;
    this.#send({ kind: "open", wish, toNs, changes: this.#changes });
  }

  /** Goes back (or forward) to a moment, with the managers that were in charge then. */
  goTo(ns: number): void {
    if (this.#wish !== null) this.open(this.#wish, ns, this.#changes);
  }

  play(speed: number): void {
    this.#send({ kind: "play", speed });
  }

  /** Plays no further than this moment. */
  limit(ns: number): void {
    if (ns === this.#limitNs) return;
    this.#limitNs = ns;
    this.#send({ kind: "limit", ns });
  }

  /** Stands still at a moment, or as soon as possible if it is over. */
  rest(atNs: number): void {
    this.#send({ kind: "rest", atNs });
  }

  replaceManager(manager: string): void {
    this.#send({ kind: "manager", manager });
  }

  show(window: MapWindow): void {
    this.#send({ kind: "map", window });
  }

  askForResult(form: SavedForm): void {
    this.#send({ kind: "result", form });
  }

  /** Ends the worker; nothing is reported any more. */
  end(): void {
    this.#worker.terminate();
  }

  #start(): Worker {
    const worker = spare ?? startWorker();
    spare = null;
    worker.addEventListener("message", ({ data }: MessageEvent<Report>) => {
      if (worker === this.#worker) this.#hear(data);
    });
    worker.addEventListener("error", ({ message }) => {
      if (worker !== this.#worker) return;
      const sentence = message === undefined || message === "" ? "The simulation could not be loaded." : message;
      this.#onReport({ kind: "problem", sentences: [sentence] });
    });
    return worker;
  }

  #hear(report: Report): void {
    if (report.kind === "moment") {
      this.#nowNs = report.state.nowNs;
      this.#goalNs = report.goalNs ?? report.state.nowNs;
      this.#finished = report.finished;
    }
    if (report.kind === "changed") this.#changes = report.changes;
    this.#onReport(report);
  }

  #send(command: Command): void {
    this.#worker.postMessage(command);
  }
}
