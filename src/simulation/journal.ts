import type { GuestStatus } from "../engine/machine.generated.ts";
import type { Machine } from "../engine/machine.ts";
import { formatBytes } from "../report/words/units.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { SimulationEvent } from "./result.ts";

/** A driver that has work and has not moved for so long is called stuck, as XAPI's squeezed does. */
const STUCK_AFTER_NS = 5e9;

interface Watched {
  status: GuestStatus;
  deflatedOnOomPages: number;
  balloonPages: number;
  progressNs: number;
  stuck: boolean;
  finished: boolean;
  /** Since when the manager has blocked it; `null`: it has not. */
  blockedNs: number | null;
}

/** Notices what happened, and writes it down in sentences. */
export class Journal {
  readonly #machine: Machine;
  readonly #scenario: Scenario;
  readonly #events: SimulationEvent[] = [];
  readonly #watched: readonly Watched[];
  #hostState: string | null = null;

  constructor(machine: Machine, scenario: Scenario) {
    this.#machine = machine;
    this.#scenario = scenario;
    this.#watched = scenario.vms.map(() => ({
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

  /** Looks whether a guest or its workload has been killed since the last look. */
  watchDeaths(): void {
    this.#watched.forEach((watched, index) => {
      const status = this.#machine.status(index);
      if (status === watched.status) return;
      watched.status = status;
      const name = this.#scenario.vms[index]?.name ?? "";
      const { endedNs } = this.#machine.guest(index);
      if (status === "out-of-memory") {
        this.note(
          endedNs,
          "guest-out-of-memory",
          index,
          `${name} ran out of memory and swap; its workload was killed.`,
        );
      }
      if (status === "killed-by-host") {
        const text = `The host ran out of memory and swap and killed ${name}, its largest VM.`;
        this.note(endedNs, "host-out-of-memory", index, text);
      }
    });
  }

  /** Notes that a VM's workload has come to its end, the first time it is told. */
  noteFinished(index: number, nowNs: number): void {
    const watched = this.#watched[index];
    if (watched === undefined || watched.finished || watched.status !== "running") return;
    watched.finished = true;
    this.note(
      nowNs,
      "workload-finished",
      index,
      `${this.#scenario.vms[index]?.name ?? ""} has come to the end of its workload.`,
    );
  }

  /** Looks at every balloon: does it move when it should, and was it made to shrink? */
  watchBalloons(nowNs: number, targetPages: (vm: number) => number): void {
    this.#watched.forEach((watched, index) => {
      const vm = this.#scenario.vms[index];
      if (vm === undefined || vm.balloon === null) return;
      if (watched.status !== "running") {
        watched.progressNs = nowNs;
        return;
      }
      const { balloonPages, deflatedOnOomPages } = this.#machine.guest(index);
      this.#watchShrinking(watched, index, vm.name, deflatedOnOomPages, nowNs);
      const target = targetPages(index);
      const progresses =
        balloonPages === target || Math.sign(target - balloonPages) === Math.sign(balloonPages - watched.balloonPages);
      watched.balloonPages = balloonPages;
      if (progresses) {
        if (watched.stuck) this.note(nowNs, "driver-recovered", index, `The balloon driver of ${vm.name} moves again.`);
        watched.stuck = false;
        watched.progressNs = nowNs;
      } else if (!watched.stuck && nowNs - watched.progressNs > STUCK_AFTER_NS) {
        watched.stuck = true;
        const text = `The balloon driver of ${vm.name} has not moved for more than 5 s: it holds ${this.#size(balloonPages)} and was asked for ${this.#size(target)}.`;
        this.note(nowNs, "driver-stuck", index, text);
      }
    });
  }

  /** Looks whether the manager sees the host in another state (`null`: it knows none), or has blocked a VM or let it go on. */
  watchReclaim(nowNs: number, hostState: string | null): void {
    const before = this.#hostState;
    if (before === null && hostState === null) return;
    this.#hostState = hostState;
    if (before !== null && hostState !== null && before !== hostState)
      this.note(nowNs, "host-state", null, `The host's state went from ${before} to ${hostState}.`);
    this.#watched.forEach((watched, index) => {
      const isBlocked = this.#machine.guest(index).blocked;
      if (isBlocked === (watched.blockedNs !== null)) return;
      const sinceNs = watched.blockedNs;
      watched.blockedNs = isBlocked ? nowNs : null;
      const name = this.#scenario.vms[index]?.name ?? "";
      if (isBlocked) this.note(nowNs, "vm-blocked", index, `The memory manager blocked ${name}.`);
      else if (sinceNs !== null && this.#machine.status(index) === "running")
        this.note(nowNs, "vm-unblocked", index, `${name} goes on, after ${(nowNs - sinceNs) / 1e9} s.`);
    });
  }

  #size(pages: number): string {
    return formatBytes(pages * this.#scenario.pageBytes);
  }

  #watchShrinking(watched: Watched, index: number, name: string, pages: number, nowNs: number): void {
    const given = pages - watched.deflatedOnOomPages;
    watched.deflatedOnOomPages = pages;
    if (given > 0) {
      this.note(
        nowNs,
        "deflate-on-oom",
        index,
        `${name} was out of memory and took ${this.#size(given)} out of its balloon.`,
      );
    }
  }
}
