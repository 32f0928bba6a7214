import { Arena } from "../memory/arena";
import { NONE } from "../memory/none";

/**
 * The latest arrival of a page that a policy overlooks: the reference that brought the page in sets no accessed mark, nor do immediate
 * repetitions of it.
 */
@unmanaged
export class Arrival {
  /** `NONE`: nothing has arrived that is to be overlooked. */
  private page: u32;
  /** The number of the reference that would be the next repetition. */
  private next: u64;

  static create(): Arrival {
    const arrival = changetype<Arrival>(Arena.take(offsetof<Arrival>()));
    if (Arena.fits()) arrival.page = NONE;
    return arrival;
  }

  /** The page came in by the reference numbered `now`. */
  overlook(page: u32, now: u64): void {
    this.page = page;
    this.next = now + 1;
  }

  /** Whether the reference numbered `now` does nothing but repeat the arrival of its page. */
  @inline
  repeats(page: u32, now: u64): bool {
    if (page !== this.page || now !== this.next) return false;
    this.next++;
    return true;
  }
}
