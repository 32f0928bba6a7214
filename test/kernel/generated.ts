import { draws } from "../lab/traces.ts";

/** Which pages a generated trace references, by its kind and parameters, as they stand in the `source` of a row. */
export interface Pattern {
  readonly kind: string;
  readonly seed: number;
  /** Share of the references that write. */
  readonly writes: number;
  /** Pages, and references after the prefix. */
  readonly P: number;
  readonly refs: number;
  readonly [parameter: string]: number | string | boolean;
}

interface Draws {
  /** An even draw in [0, 1). */
  u(): number;
  /** An even draw among 0 … n − 1. */
  below(n: number): number;
}

/**
 * The references of a pattern, bit 31 for a write: a prefix that writes each page once, in ascending order, then `refs` references. For each of these the page is drawn first,
 * then whether it writes.
 */
export function generate(pattern: Pattern): Uint32Array {
  const { P, refs, writes, seed } = pattern;
  const draw = draws(seed);
  const next = pages(pattern, { u: draw, below: (n) => Math.floor(draw() * n) });
  const made = new Uint32Array(P + refs);
  for (let page = 0; page < P; page++) made[page] = reference(page, true);
  for (let at = P; at < made.length; at++) {
    const page = next();
    made[at] = reference(page, draw() < writes);
  }
  return made;
}

const reference = (page: number, writes: boolean) => (writes ? (page | 0x8000_0000) >>> 0 : page);

/** A function that returns the page of each next reference. */
function pages(pattern: Pattern, random: Draws): () => number {
  const { kind, P } = pattern;
  const number = (name: string): number => {
    const value = pattern[name];
    if (typeof value !== "number") throw new Error(`A generated trace of kind ${kind} needs a number for ${name}.`);
    return value;
  };
  if (kind === "loop") return inTurn(0, P);
  if (kind === "uniform") return () => random.below(P);
  if (kind === "zipf") return zipf(P, number("a"), pattern.scattered === true, random);
  if (kind === "moving") return moving(P, number("W"), number("every"), number("hot"), random);
  if (kind !== "scanmix" && kind !== "burst") throw new Error(`"${kind}" is not a kind of generated trace.`);
  const hot = number("H");
  const scan = inTurn(hot, P);
  if (kind === "scanmix") {
    const share = number("hot");
    return () => (random.u() < share ? random.below(hot) : scan());
  }
  const [work, period] = [number("work"), number("work") + number("S")];
  let made = 0;
  return () => (made++ % period < work ? random.below(hot) : scan());
}

/** Pages `first` … `end` − 1 in turn, repeated without end. */
function inTurn(first: number, end: number): () => number {
  let made = 0;
  return () => first + (made++ % (end - first));
}

/** Rank k, from 0, has weight (k + 1)^-a; its page is k, or scattered over all pages. */
function zipf(P: number, a: number, scattered: boolean, { u }: Draws): () => number {
  const upTo = new Float64Array(P);
  let sum = 0;
  for (let rank = 0; rank < P; rank++) {
    sum += 1 / (rank + 1) ** a;
    upTo[rank] = sum;
  }
  return () => {
    const draw = u();
    let [low, high] = [0, P - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) / sum > draw) high = middle;
      else low = middle + 1;
    }
    return scattered ? (low * 7919) % P : low;
  };
}

/** A window of W pages, moved on by its length after `every` references: a reference falls in it with probability `hot`, else anywhere. */
function moving(P: number, W: number, every: number, hot: number, { u, below }: Draws): () => number {
  let made = 0;
  return () => {
    const from = (Math.floor(made++ / every) * W) % P;
    return u() < hot ? (from + below(W)) % P : below(P);
  };
}
