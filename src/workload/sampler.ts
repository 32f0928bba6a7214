import { instantiateSync } from "@assemblyscript/loader";
import { binary } from "./sampler.generated.ts";
import type { ZipfTable } from "./zipf-table.ts";

/** Draws that are made at once. */
export const BLOCK = 4096;

const DRAWS = 0x1_0000_0000;

/** What assembly/sampler.ts exports. */
type Exports = {
  readonly memory: WebAssembly.Memory;
  readonly state: WebAssembly.Global<"i32">;
  readonly refinements: WebAssembly.Global<"i32">;
  readonly drawn: WebAssembly.Global<"i32">;
  readonly pages: WebAssembly.Global<"i32">;
  readonly slots: WebAssembly.Global<"i32">;
  readonly made: WebAssembly.Global<"i32">;
  prepare(): void;
  drawBlock(): void;
  mark(chance: number): void;
  even(from: number, choices: number, scale: number, surely: number): number;
  shift(by: number, untilNext: number, every: number, regionPages: number): void;
  choose(slotShift: number, surely: number, regionPages: number): void;
  settle(slotShift: number, regionPages: number, theta: number): number;
  settleAs(pair: number, page: number, regionPages: number): void;
};

/** The loops over draws of this folder for processors with SIMD, a block at a time; to the bit they do what those in TypeScript do. */
export class Sampler {
  /** Where the draws stand. */
  readonly state: Int32Array;
  /** Where those stand that `settle` refines others with. */
  readonly refinements: Int32Array;
  readonly drawn: Uint32Array;
  readonly pages: Uint32Array;
  /** The table of Zipf's law in use. */
  readonly slots: Int32Array;
  readonly #engine: Exports;

  private constructor(engine: Exports) {
    const { buffer } = engine.memory;
    this.#engine = engine;
    this.state = new Int32Array(buffer, engine.state.value, 4);
    this.refinements = new Int32Array(buffer, engine.refinements.value, 4);
    this.drawn = new Uint32Array(buffer, engine.drawn.value, BLOCK);
    this.pages = new Uint32Array(buffer, engine.pages.value, BLOCK);
    this.slots = new Int32Array(buffer, engine.slots.value);
    engine.prepare();
  }

  /** `null` where there is no SIMD. */
  static create(): Sampler | null {
    const module = Uint8Array.from(atob(binary), (letter) => letter.charCodeAt(0));
    return WebAssembly.validate(module) ? new Sampler(instantiateSync<Exports>(module).exports) : null;
  }

  /** Writes the next block to `drawn`. */
  drawBlock(): void {
    this.#engine.drawBlock();
  }

  /** Sets bit 31 of all `pages`, each by its draw, with a chance in 2³¹. */
  mark(chance: number): void {
    this.#engine.mark(chance);
  }

  /** Makes pages of draws with even chances, from number `from` on; returns which is the first in doubt, or `BLOCK`. */
  even(from: number, choices: number, scale: number, surely: number): number {
    return this.#engine.even(from, choices, scale, surely);
  }

  /** Shifts pages around in a region, by `by` at first (below its pages), after `untilNext` pages by one more, and so on every so many. */
  shift(by: number, untilNext: number, every: number, regionPages: number): void {
    this.#engine.shift(by, Math.min(untilNext, BLOCK), Math.min(every, BLOCK), regionPages);
  }

  /** Makes pages of pairs of draws by Zipf's law; `settle` decides those in doubt. */
  choose({ slotShift, surely }: ZipfTable, regionPages: number): void {
    this.#engine.choose(slotShift, Math.ceil(surely * DRAWS), regionPages);
  }

  /** Decides pairs in doubt up to one that it cannot, which is returned to be settled by `settleAs`; half a block: there are none left. */
  settle({ slotShift, theta }: ZipfTable, regionPages: number): number {
    return this.#engine.settle(slotShift, regionPages, theta);
  }

  /** The page of a pair that `settle` returned; none is made where it lies outside the region. */
  settleAs(pair: number, page: number, regionPages: number): void {
    this.#engine.settleAs(pair, page, regionPages);
  }

  /** How many pages there are when all is settled. */
  get made(): number {
    return this.#engine.made.value;
  }
}

let own: Sampler | null | undefined;

/** This thread's sampler for so many draws; `null`: TypeScript has to do, since they are too few or there is no SIMD. */
export function samplerFor(draws: number): Sampler | null {
  if (draws < BLOCK) return null;
  if (own === undefined) own = Sampler.create();
  return own;
}
