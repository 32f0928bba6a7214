import type { GuestCounters } from "../../engine/machine/counters.ts";
import type { Machine } from "../../engine/machine/machine.ts";
import type { PressureLine, PressureView } from "../../manager/manager.ts";
import { PsiAverages } from "./psi.ts";

/** How long a guest's kswapd has worked, and its balloon driver reclaimed. */
type Working = Pick<GuestCounters, "kswapdNs" | "driverReclaimNs">;

/**
 * Pressure stall information of a guest, as kernel/sched/psi.c makes it: a processor's stalls weigh as much as the time it had work. A vCPU
 * runs one task: when that stalls, its processor has nothing else to do. kswapd, and the balloon driver when it reclaims, stall for as long as
 * they work (`psi_memstall_enter` in `balance_pgdat` and `__perform_reclaim`), on the first vCPU's processor, independently of its task.
 */
export class Pressure {
  readonly #machine: Machine;
  readonly #index: number;
  readonly #seen: { pressedNs: number; ranNs: number }[];
  readonly #some: PsiAverages;
  readonly #full: PsiAverages;
  /** Of kswapd and the driver. */
  readonly #seenWork = { kswapdNs: 0, driverReclaimNs: 0 };
  #seenNs: number;
  #someNs = 0;
  #fullNs = 0;

  constructor(machine: Machine, index: number, vcpus: number, bootNs: number) {
    this.#machine = machine;
    this.#index = index;
    this.#seen = Array.from({ length: vcpus }, () => ({ pressedNs: 0, ranNs: 0 }));
    this.#seenNs = bootNs;
    this.#some = new PsiAverages(bootNs);
    this.#full = new PsiAverages(bootNs);
  }

  /** Time in which some task was stalled since boot, as of the latest look. */
  get totalNs(): number {
    return this.#someNs;
  }

  /** Takes in what has happened since the latest look; `guest`: the guest's counters now, where they are read already. */
  look(nowNs: number, guest: Working = this.#machine.guestNow(this.#index)): void {
    this.#collect(nowNs - this.#seenNs, guest);
    this.#seenNs = nowNs;
    this.#some.advance(nowNs, this.#someNs);
    this.#full.advance(nowNs, this.#fullNs);
  }

  /** As of the latest look. */
  view(): PressureView {
    return { some: lineOf(this.#some, this.#someNs), full: lineOf(this.#full, this.#fullNs) };
  }

  #collect(elapsedNs: number, guest: Working): void {
    let some = 0;
    let full = 0;
    let workedNs = 0;
    let working = this.#working(elapsedNs, guest);
    const first = this.#machine.firstVcpu(this.#index);
    this.#seen.forEach((seen, vcpu) => {
      const { pressedNs, ranNs } = this.#machine.work(first + vcpu);
      const [stalledNs, taskNs] = [pressedNs - seen.pressedNs, ranNs - seen.ranNs];
      const idleNs = Math.max(0, elapsedNs - taskNs);
      const busyNs = taskNs + idleNs * working;
      some += (stalledNs + Math.max(0, elapsedNs - stalledNs) * working) * busyNs;
      full += (stalledNs + idleNs * working) * busyNs;
      workedNs += busyNs;
      seen.pressedNs = pressedNs;
      seen.ranNs = ranNs;
      working = 0;
    });
    if (workedNs === 0) return;
    this.#someNs += some / workedNs;
    this.#fullNs += full / workedNs;
  }

  /** The share of the time since the latest look in which kswapd worked or the driver reclaimed. */
  #working(elapsedNs: number, { kswapdNs, driverReclaimNs }: Working): number {
    const share = (ns: number) => (elapsedNs > 0 ? Math.min(1, ns / elapsedNs) : 0);
    const kswapd = share(kswapdNs - this.#seenWork.kswapdNs);
    const driver = share(driverReclaimNs - this.#seenWork.driverReclaimNs);
    this.#seenWork.kswapdNs = kswapdNs;
    this.#seenWork.driverReclaimNs = driverReclaimNs;
    return 1 - (1 - kswapd) * (1 - driver);
  }
}

function lineOf(averages: PsiAverages, totalNs: number): PressureLine {
  const [share10 = 0, share60 = 0, share300 = 0] = averages.shares;
  return { share10, share60, share300, totalNs };
}
