import { WorkloadError } from "../error.ts";
import type { Random } from "../random/random.ts";
import { definePattern, type PageSource } from "./pattern.ts";

const BATCH = 1024;
const CHOICES = 0x1_0000_0000;

/** One part of a mix; its references are generated in batches. */
class Part {
  readonly batch = new Uint32Array(BATCH);
  readonly #source: PageSource;
  /** Upper bound of the draws that select this part; the previous part's bound is the lower one. */
  readonly choicesBelow: number;
  next = 0;
  end = 0;

  constructor(source: PageSource, choicesBelow: number) {
    this.#source = source;
    this.choicesBelow = choicesBelow;
  }

  /** Returns false when the part has ended. */
  refill(regionPages: number): boolean {
    this.next = 0;
    this.end = this.#source.fill(this.batch, 0, BATCH, regionPages);
    return this.end > 0;
  }
}

class MixedPages implements PageSource {
  readonly #parts: readonly Part[];
  readonly #choices: Random;

  constructor(parts: readonly Part[], choices: Random) {
    this.#parts = parts;
    this.#choices = choices;
  }

  fill(references: Uint32Array, from: number, to: number, regionPages: number): number {
    this.#choices.fill(references, from, to);
    const parts = this.#parts;
    for (let at = from; at < to; at++) {
      const choice = references[at] ?? 0;
      let index = 0;
      let part = parts[0];
      while (part !== undefined && choice >= part.choicesBelow) part = parts[++index];
      if (part === undefined || (part.next === part.end && !part.refill(regionPages))) return at;
      references[at] = part.batch[part.next++] ?? 0;
    }
    return to;
  }
}

/** Several patterns at once; each reference comes from a randomly chosen one. */
export const mix = definePattern({
  name: "mix",
  about: "Each reference comes from one of its parts, chosen at random by weight; ends when a chosen part has ended.",
  source: "ballonet's own",
  parameters: {},
  writes: "own",
  sample: ({ parts }) => {
    const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
    return { standsFor: whole / parts.reduce((sum, { weight, sample }) => sum + weight / sample.standsFor, 0) };
  },
  open: ({ parts, draws }) => {
    const whole = parts.reduce((sum, part) => sum + part.weight, 0);
    if (!(whole > 0)) throw new WorkloadError("a mix needs at least one part with a weight above 0");
    let before = 0;
    const drawn = parts
      .filter((part) => part.weight > 0)
      .map(({ weight, source }, index, all) => {
        before += weight;
        return new Part(source, index === all.length - 1 ? CHOICES : Math.floor((before / whole) * CHOICES));
      });
    return new MixedPages(drawn, draws("choices"));
  },
});
