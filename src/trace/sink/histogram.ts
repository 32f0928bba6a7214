const EXACT = 4096;
const HALF = EXACT / 2;

/**
 * Counts whole numbers 1 … 2⁵³ − 1 in little memory: those below 4096 exactly, larger ones to within 1/2048. After HdrHistogram
 * (https://hdrhistogram.org).
 */
export class Histogram {
  #counts = new Float64Array(EXACT);
  #total = 0;
  #largest = 0;

  get total(): number {
    return this.#total;
  }

  /** The largest number, exactly; 0: there is none. */
  get largest(): number {
    return this.#largest;
  }

  add(value: number): void {
    const bucket = bucketOf(value);
    if (bucket >= this.#counts.length) {
      const larger = new Float64Array(bucket + HALF);
      larger.set(this.#counts);
      this.#counts = larger;
    }
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total++;
    if (value > this.#largest) this.#largest = value;
  }

  /** The least number that is not exceeded by the given share of all numbers, rounded down as above; 0: there are no numbers. */
  percentile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#total));
    let seen = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= rank) return leastOf(bucket);
    }
    return 0;
  }
}

/** Numbers below 4096 have a bucket each; then every doubling has 2048. */
function bucketOf(value: number): number {
  let doublings = 0;
  let scaled = value;
  while (scaled >= EXACT) {
    scaled = Math.floor(scaled / 2);
    doublings++;
  }
  return doublings * HALF + scaled;
}

function leastOf(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const doublings = Math.floor(bucket / HALF) - 1;
  return (bucket - doublings * HALF) * 2 ** doublings;
}
