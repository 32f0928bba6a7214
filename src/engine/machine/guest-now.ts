import type { GuestCounters } from "./counters.ts";
import type { Guest, GuestStatus } from "./machine.generated.ts";

/** Counters of a guest that are read often: each is looked up when it is asked for, so that those that are not needed cost nothing. */
export class GuestNow
  implements
    Pick<
      GuestCounters,
      | "status"
      | "blocked"
      | "freePages"
      | "balloonPages"
      | "mappedPages"
      | "mappedFilePages"
      | "copiedPages"
      | "backedPages"
      | "swapUsedPages"
      | "swapInPages"
      | "swapOutPages"
      | "minorFaults"
      | "majorFaults"
      | "oomKills"
      | "allocStalls"
      | "asyncScannedPages"
      | "directScannedPages"
      | "asyncReclaimedPages"
      | "directReclaimedPages"
      | "kswapdNs"
      | "driverReclaimNs"
    >
{
  readonly #guest: Guest;
  /** Each simulated page stands for so many. */
  readonly #scale: number;

  constructor(guest: Guest, scale: number) {
    this.#guest = guest;
    this.#scale = scale;
  }

  get status(): GuestStatus {
    return this.#guest.status;
  }

  get blocked(): boolean {
    return this.#guest.blocked;
  }

  get freePages(): number {
    return this.#guest.free.count * this.#scale;
  }

  get balloonPages(): number {
    return this.#guest.pinned.count * this.#scale;
  }

  get mappedPages(): number {
    return this.#guest.mapped * this.#scale;
  }

  get mappedFilePages(): number {
    return this.#guest.mappedFilePages * this.#scale;
  }

  get copiedPages(): number {
    return (this.#guest.slotless - this.#guest.mappedFilePages) * this.#scale;
  }

  get backedPages(): number {
    return this.#guest.backed * this.#scale;
  }

  get swapUsedPages(): number {
    const { slots, free } = this.#guest.swap;
    return (slots - free.count) * this.#scale;
  }

  get swapInPages(): number {
    return this.#guest.counters.swapIns * this.#scale;
  }

  get swapOutPages(): number {
    return this.#guest.counters.swapOuts * this.#scale;
  }

  get minorFaults(): number {
    return this.#guest.counters.minorFaults * this.#scale;
  }

  get majorFaults(): number {
    return this.#guest.counters.majorFaults * this.#scale;
  }

  get oomKills(): number {
    return this.#guest.counters.oomKills;
  }

  get allocStalls(): number {
    return (this.#guest.counters.directReclaims + this.#guest.counters.driverReclaims) * this.#scale;
  }

  get asyncScannedPages(): number {
    return this.#guest.counters.backgroundScanned * this.#scale;
  }

  get directScannedPages(): number {
    return (this.#guest.counters.scanned - this.#guest.counters.backgroundScanned) * this.#scale;
  }

  get asyncReclaimedPages(): number {
    return this.#guest.counters.backgroundEvictions * this.#scale;
  }

  get directReclaimedPages(): number {
    return (this.#guest.counters.evictions - this.#guest.counters.backgroundEvictions) * this.#scale;
  }

  get kswapdNs(): number {
    return this.#guest.counters.backgroundNs;
  }

  get driverReclaimNs(): number {
    return this.#guest.counters.driverReclaimNs;
  }
}
