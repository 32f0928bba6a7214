import type { Command, ManagerChange, MapWindow, Report, Wish } from "../messages.ts";

/** A simulation in a worker of its own, as the page sees it. */
export class Run {
  #worker: Worker;
  readonly #onReport: (report: Report) => void;
  #wish: Wish | null = null;
  #changes: ManagerChange[] = [];
  #nowNs = 0;

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

  /** Builds the machine of a scenario and runs it, unseen, to a moment. What another simulation was doing is dropped at once. */
  open(wish: Wish, toNs = 0, changes: readonly ManagerChange[] = []): void {
    // A worker in the midst of building or running cannot be told anything: a new one is there sooner.
    if (this.#wish !== null) {
      this.#worker.terminate();
      this.#worker = this.#start();
    }
    this.#wish = wish;
    this.#changes = changes.filter(({ atNs }) => atNs <= toNs);
    this.#nowNs = toNs;
    this.#send({ kind: "open", wish, toNs, changes: this.#changes });
  }

  /** Goes back (or forward) to a moment, with the managers that were in charge then. */
  goTo(ns: number): void {
    if (this.#wish !== null) this.open(this.#wish, ns, this.#changes);
  }

  setSpeed(speed: number): void {
    this.#send({ kind: "speed", speed });
  }

  step(ns: number): void {
    this.#send({ kind: "step", ns });
  }

  replaceManager(manager: string): void {
    this.#changes = [...this.#changes.filter(({ atNs }) => atNs < this.#nowNs), { atNs: this.#nowNs, manager }];
    this.#send({ kind: "manager", manager });
  }

  show(window: MapWindow): void {
    this.#send({ kind: "map", window });
  }

  askForResult(): void {
    this.#send({ kind: "result" });
  }

  /** Ends the worker; nothing is reported any more. */
  end(): void {
    this.#worker.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL("../simulation-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Report>) => {
      if (worker !== this.#worker) return;
      if (data.kind === "moment") this.#nowNs = data.state.nowNs;
      this.#onReport(data);
    });
    worker.addEventListener("error", ({ message }) => {
      this.#onReport({
        kind: "problem",
        sentences: [message === "" ? "The simulation could not be loaded." : message],
      });
    });
    return worker;
  }

  #send(command: Command): void {
    this.#worker.postMessage(command);
  }
}
