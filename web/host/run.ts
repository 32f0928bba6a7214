import type { Command, HostRequest, ManagerChange, MapWindow, Report, SavedForm } from "../simulation/messages.ts";

const startWorker = () => new Worker(new URL("../simulation/worker.ts", import.meta.url), { type: "module" });
/** The first worker starts while the page is built. */
let spare: Worker | null = startWorker();

/** A simulation that runs in its own worker. */
export class Run {
  #worker: Worker;
  readonly #onReport: (report: Report) => void;
  #request: HostRequest | null = null;
  #changes: readonly ManagerChange[] = [];
  #nowNs = 0;
  #goalNs = 0;
  #finished = false;
  #limitNs = Number.POSITIVE_INFINITY;

  constructor(onReport: (report: Report) => void) {
    this.#onReport = onReport;
    this.#worker = this.#start();
  }

  /** Changes of the manager during the run, in order of time. */
  get changes(): readonly ManagerChange[] {
    return this.#changes;
  }

  /** Simulated time last reported. */
  get nowNs(): number {
    return this.#nowNs;
  }

  /** Time it is running to without real-time pacing, otherwise `nowNs`. */
  get goalNs(): number {
    return this.#goalNs;
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Builds a host and runs it to `toNs`. Discards the previous simulation immediately. */
  open(request: HostRequest, toNs = 0, changes: readonly ManagerChange[] = []): void {
    // A busy worker handles no messages, so a new one is faster than waiting for it.
    if (this.#request !== null) {
      this.#worker.terminate();
      this.#worker = this.#start();
    }
    this.#request = request;
    this.#changes = changes.filter(({ atNs }) => atNs <= toNs);
    this.#nowNs = 0;
    this.#goalNs = toNs;
    this.#finished = false;
    this.#limitNs = Number.POSITIVE_INFINITY;
    this.#send({ kind: "open", request, toNs, changes: this.#changes });
  }

  /** Jumps back or forward to a time, with the same changes of the manager. */
  goTo(ns: number): void {
    if (this.#request !== null) this.open(this.#request, ns, this.#changes);
  }

  play(speed: number): void {
    this.#send({ kind: "play", speed });
  }

  /** Plays no further than this time. */
  limit(ns: number): void {
    if (ns === this.#limitNs) return;
    this.#limitNs = ns;
    this.#send({ kind: "limit", ns });
  }

  /** Pauses at `atNs`, or as soon as possible if that is past. */
  pauseAt(atNs: number): void {
    this.#send({ kind: "pause", atNs });
  }

  replaceManager(manager: string): void {
    this.#send({ kind: "manager", manager });
  }

  show(window: MapWindow): void {
    this.#send({ kind: "map", window });
  }

  requestResult(form: SavedForm): void {
    this.#send({ kind: "result", form });
  }

  /** Terminates the worker; no reports follow. */
  end(): void {
    this.#worker.terminate();
  }

  #start(): Worker {
    const worker = spare ?? startWorker();
    spare = null;
    worker.addEventListener("message", ({ data }: MessageEvent<Report>) => {
      if (worker === this.#worker) this.#handle(data);
    });
    worker.addEventListener("error", ({ message }) => {
      if (worker !== this.#worker) return;
      const sentence = message === undefined || message === "" ? "The simulation could not be loaded." : message;
      this.#onReport({ kind: "problem", sentences: [sentence] });
    });
    return worker;
  }

  #handle(report: Report): void {
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
