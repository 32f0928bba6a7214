/** What becomes of words that are in their order. */
@unmanaged
abstract class Putting {
  abstract put(to: usize, words: v128): void;
}

/** They are stored. */
@unmanaged
export class Storing extends Putting {
  @inline
  put(to: usize, words: v128): void {
    v128.store(to, words);
  }
}

/** Their bits are added to those that stand there. */
@unmanaged
export class Adding extends Putting {
  @inline
  put(to: usize, words: v128): void {
    v128.store(to, v128.or(v128.load(to), words));
  }
}

/** Four words of four lanes become four lanes of four words, put so many bytes apart. */
export function sort<P extends Putting>(
  to: usize,
  apart: usize,
  first: v128,
  second: v128,
  third: v128,
  fourth: v128,
): void {
  const putting = changetype<P>(0);
  const low = v128.shuffle<u32>(first, second, 0, 4, 1, 5);
  const high = v128.shuffle<u32>(first, second, 2, 6, 3, 7);
  const lowBehind = v128.shuffle<u32>(third, fourth, 0, 4, 1, 5);
  const highBehind = v128.shuffle<u32>(third, fourth, 2, 6, 3, 7);
  putting.put(to, v128.shuffle<u64>(low, lowBehind, 0, 2));
  putting.put(to + apart, v128.shuffle<u64>(low, lowBehind, 1, 3));
  putting.put(to + 2 * apart, v128.shuffle<u64>(high, highBehind, 0, 2));
  putting.put(to + 3 * apart, v128.shuffle<u64>(high, highBehind, 1, 3));
}
