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
  let open = claims.map((claim, index) => ({ ...claim, index })).filter(({ weight }) => weight > 0);
  while (open.length > 0) {
    const total = open.reduce((sum, { weight }) => sum + weight, 0);
    const fairPart = ({ weight }: Claim) => (rest * weight) / total;
    const full = open.filter((claim) => claim.most <= fairPart(claim));
    const served = full.length > 0 ? full : open;
    const shares = served.map((claim) => ({ index: claim.index, share: Math.min(claim.most, fairPart(claim)) }));
    for (const { index, share } of shares) parts[index] = share;
    if (full.length === 0) break;
    rest = Math.max(0, rest - shares.reduce((sum, { share }) => sum + share, 0));
    open = open.filter((claim) => !full.includes(claim));
  }
  return parts;
}
