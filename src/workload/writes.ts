import type { PageSource } from "./pattern/pattern.ts";
import type { Random } from "./random/random.ts";
import { WRITE } from "./stream.ts";

const CHANCES = 0x8000_0000;

/** Turns a share of a source's references into writes, exact to 2⁻³¹. It uses its own draws, so that the pages do not depend on the share. */
export class DrawnWrites implements PageSource {
  readonly #source: PageSource;
  readonly #chance: number;
  readonly #draws: Random;

  constructor(source: PageSource, share: number, draws: Random) {
    this.#source = source;
    this.#chance = Math.floor(share * CHANCES + 0.5);
    this.#draws = draws;
  }

  fill(references: Uint32Array, from: number, to: number, regionPages: number): number {
    const end = this.#source.fill(references, from, to, regionPages);
    if (this.#chance === CHANCES) {
      for (let at = from; at < end; at++) references[at] = (references[at] ?? 0) | WRITE;
    } else if (this.#chance > 0) {
      this.#draws.mark(references, from, end, this.#chance);
    }
    return end;
  }
}
