import { Arena } from "../../memory/arena";

/** Attempts in a row that take nothing before the last resort (MAX_RECLAIM_RETRIES). */
const MOST_VAIN: u32 = 16;

/** One attempt of Linux to reclaim: a reclaim, and the further ones that follow it as long as nothing is taken. */
@unmanaged
export class ReclaimAttempt {
  /** The second reclaim of an attempt is like the first (`memcg_full_walk`). */
  private repeats: bool;
  /** It is still to come. */
  private isToRepeat: bool;
  /** This attempt came to active pages that it might not deactivate; and, as it took nothing, now it may. */
  private spared: bool;
  private sparesNone: bool;
  /** Attempts in a row that took nothing. */
  private vain: u32;

  static create(repeats: bool): ReclaimAttempt {
    const attempt = changetype<ReclaimAttempt>(Arena.take(offsetof<ReclaimAttempt>()));
    if (!Arena.fits()) return attempt;
    attempt.repeats = repeats;
    attempt.isToRepeat = repeats;
    return attempt;
  }

  /** Active pages have been spared. */
  @inline
  spare(): void {
    this.spared = true;
  }

  /** Whether active pages are deactivated however long the lists are. */
  @inline
  deactivatesAll(): bool {
    return this.sparesNone;
  }

  /** So many attempts in a row took nothing that the kernel would look for a process to kill: any page will do, whatever the swappiness. */
  @inline
  isLastResort(): bool {
    return this.vain >= MOST_VAIN;
  }

  /** A reclaim is over: the next one tries harder, or another attempt begins. */
  endReclaim(tookNothing: bool): void {
    if (tookNothing && this.triesHarder()) return;
    this.vain = tookNothing ? this.vain + 1 : 0;
    this.isToRepeat = this.repeats;
    this.spared = false;
    this.sparesNone = this.isLastResort();
  }

  private triesHarder(): bool {
    if (this.isToRepeat) {
      this.isToRepeat = false;
      return true;
    }
    if (!this.spared) return false;
    this.spared = false;
    this.sparesNone = true;
    return true;
  }
}
