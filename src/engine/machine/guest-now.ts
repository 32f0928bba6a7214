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

  constructor(guest: Guest) {
    this.#guest = guest;
  }

  get status(): GuestStatus {
    return this.#guest.status;
  }

  get blocked(): boolean {
    return this.#guest.blocked;
  }

  get freePages(): number {
    return this.#guest.free.count;
  }

  get balloonPages(): number {
    return this.#guest.pinned.count;
  }

  get mappedPages(): number {
    return this.#guest.mapped;
  }

  get mappedFilePages(): number {
    return this.#guest.mappedFilePages;
  }

  get copiedPages(): number {
    return this.#guest.slotless - this.#guest.mappedFilePages;
  }

  get backedPages(): number {
    return this.#guest.backed;
  }

  get swapUsedPages(): number {
    const { slots, free } = this.#guest.swap;
    return slots - free.count;
  }

  get swapInPages(): number {
    return this.#guest.counters.swapIns;
  }

  get swapOutPages(): number {
    return this.#guest.counters.swapOuts;
  }

  get minorFaults(): number {
    return this.#guest.counters.minorFaults;
  }

  get majorFaults(): number {
    return this.#guest.counters.majorFaults;
  }

  get oomKills(): number {
    return this.#guest.counters.oomKills;
  }

  get allocStalls(): number {
    return this.#guest.counters.directReclaims + this.#guest.counters.driverReclaims;
  }

  get asyncScannedPages(): number {
    return this.#guest.counters.backgroundScanned;
  }

  get directScannedPages(): number {
    return this.#guest.counters.scanned - this.#guest.counters.backgroundScanned;
  }

  get asyncReclaimedPages(): number {
    return this.#guest.counters.backgroundEvictions;
  }

  get directReclaimedPages(): number {
    return this.#guest.counters.evictions - this.#guest.counters.backgroundEvictions;
  }

  get kswapdNs(): number {
    return this.#guest.counters.backgroundNs;
  }

  get driverReclaimNs(): number {
    return this.#guest.counters.driverReclaimNs;
  }
}
