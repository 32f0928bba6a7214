import type { GuestStatus } from "../engine/machine/machine.generated.ts";
import { formatBytes } from "../words/units.ts";
import type { SimulationEvent } from "./result.ts";
import type { VmRun } from "./vm/vm-run.ts";

/** A driver that has not reached its target and has not moved for this long is stuck, as in XAPI's squeezed. */
const STUCK_AFTER_NS = 5e9;

interface Watched {
  readonly run: VmRun;
  status: GuestStatus;
  deflatedOnOomPages: number;
  balloonPages: number;
  progressNs: number;
  stuck: boolean;
  finished: boolean;
  /** When the manager blocked it; `null`: it is not blocked. */
  blockedNs: number | null;
}

/** Detects events and records them as sentences. */
export class Journal {
  readonly #pageBytes: number;
  readonly #events: SimulationEvent[] = [];
  readonly #watched: readonly Watched[];
  #hostState: string | null = null;

  constructor(runs: readonly VmRun[], pageBytes: number) {
    this.#pageBytes = pageBytes;
    this.#watched = runs.map((run) => ({
      run,
      status: "not-booted",
      deflatedOnOomPages: 0,
      balloonPages: 0,
      progressNs: 0,
      stuck: false,
      finished: false,
      blockedNs: null,
    }));
  }

  /** Everything noted so far, in the order of time. */
  get events(): readonly SimulationEvent[] {
    return [...this.#events].sort((a, b) => a.timeNs - b.timeNs);
  }

  note(timeNs: number, kind: SimulationEvent["kind"], vm: number | null, text: string): void {
    this.#events.push({ timeNs, kind, vm, text });
  }

  /** Notes guests and workloads that have been killed since the last call. */
  watchDeaths(): void {
    for (const watched of this.#watched) {
      const { index, vm, status } = watched.run;
      if (status === watched.status) continue;
      watched.status = status;
      const { endedNs } = watched.run.counters;
      if (status === "out-of-memory") {
        const text = `${vm.name} ran out of memory and swap; its workload was killed.`;
        this.note(endedNs, "guest-out-of-memory", index, text);
      }
      if (status === "killed-by-host") {
        const text = `The host ran out of memory and swap and killed ${vm.name}, its largest VM.`;
        this.note(endedNs, "host-out-of-memory", index, text);
      }
    }
  }

  /** Notes once that a VM's workload has ended. */
  noteFinished({ index, vm }: VmRun, nowNs: number): void {
    const watched = this.#watched[index];
    if (watched === undefined || watched.finished || watched.status !== "running") return;
    watched.finished = true;
    this.note(nowNs, "workload-finished", index, `${vm.name} has come to the end of its workload.`);
  }

  /** Notes balloon drivers that are stuck or move again, and deflation on OOM. */
  watchBalloons(nowNs: number): void {
    for (const watched of this.#watched) this.#watchBalloon(watched, nowNs);
  }

  #watchBalloon(watched: Watched, nowNs: number): void {
    const { index, vm, counters, targetPages } = watched.run;
    if (vm.balloon === null) return;
    if (watched.status !== "running") {
      watched.progressNs = nowNs;
      return;
    }
    const { balloonPages } = counters;
    this.#watchShrinking(watched, counters.deflatedOnOomPages, nowNs);
    const progresses =
      balloonPages === targetPages ||
      Math.sign(targetPages - balloonPages) === Math.sign(balloonPages - watched.balloonPages);
    watched.balloonPages = balloonPages;
    if (progresses) {
      if (watched.stuck) this.note(nowNs, "driver-recovered", index, `The balloon driver of ${vm.name} moves again.`);
      watched.stuck = false;
      watched.progressNs = nowNs;
    } else if (!watched.stuck && nowNs - watched.progressNs > STUCK_AFTER_NS) {
      watched.stuck = true;
      const text = `The balloon driver of ${vm.name} has not moved for more than 5 s: it holds ${this.#size(balloonPages)} and was asked for ${this.#size(targetPages)}.`;
      this.note(nowNs, "driver-stuck", index, text);
    }
  }

  /** Notes changes of the manager's state of the host (`null`: it has none), and VMs that it blocked or unblocked. */
  watchReclaim(nowNs: number, hostState: string | null): void {
    const before = this.#hostState;
    if (before === null && hostState === null) return;
    this.#hostState = hostState;
    if (before !== null && hostState !== null && before !== hostState)
      this.note(nowNs, "host-state", null, `The host's state went from ${before} to ${hostState}.`);
    for (const watched of this.#watched) {
      const { index, vm, counters, status } = watched.run;
      const isBlocked = counters.blocked;
      const sinceNs = watched.blockedNs;
      if (isBlocked === (sinceNs !== null)) continue;
      watched.blockedNs = isBlocked ? nowNs : null;
      if (isBlocked) this.note(nowNs, "vm-blocked", index, `The memory manager blocked ${vm.name}.`);
      else if (sinceNs !== null && status === "running")
        this.note(nowNs, "vm-unblocked", index, `${vm.name} goes on, after ${(nowNs - sinceNs) / 1e9} s.`);
    }
  }

  #size(pages: number): string {
    return formatBytes(pages * this.#pageBytes);
  }

  #watchShrinking(watched: Watched, pages: number, nowNs: number): void {
    const given = pages - watched.deflatedOnOomPages;
    watched.deflatedOnOomPages = pages;
    if (given <= 0) return;
    const { index, vm } = watched.run;
    const text = `${vm.name} was out of memory and took ${this.#size(given)} out of its balloon.`;
    this.note(nowNs, "deflate-on-oom", index, text);
  }
}
