/** The most that one of several may get, and its weight. */
export interface Claim {
  readonly most: number;
  readonly weight: number;
}

/**
 * Divides an amount by weight; no claim gets more than its `most`, and the rest goes to the others. A weight of 0 gets nothing.
 * Returns the parts in the order of the claims; they add up to the amount, or to all claims.
 */
export function waterfill(amount: number, claims: readonly Claim[]): number[] {
  const parts = claims.map(() => 0);
  let rest = Math.max(0, amount);
  let open = claims.map((_, index) => index).filter((index) => (claims[index]?.weight ?? 0) > 0);
  while (open.length > 0) {
    const total = open.reduce((sum, index) => sum + (claims[index]?.weight ?? 0), 0);
    const fairPart = (index: number) => (rest * (claims[index]?.weight ?? 0)) / total;
    const full = open.filter((index) => (claims[index]?.most ?? 0) <= fairPart(index));
    const served = full.length > 0 ? full : open;
    const shares = served.map((index) => Math.min(claims[index]?.most ?? 0, fairPart(index)));
    served.forEach((index, at) => {
      parts[index] = shares[at] ?? 0;
    });
    if (full.length === 0) break;
    rest = Math.max(0, rest - shares.reduce((sum, share) => sum + share, 0));
    open = open.filter((index) => !full.includes(index));
  }
  return parts;
}
