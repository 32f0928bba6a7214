import { instantiateSync } from "@assemblyscript/loader";
import { elementAt } from "../../list/element-at.ts";
import { binary } from "./sampler.generated.ts";
import type { ZipfTable } from "./zipf-table.ts";

/** Draws per block. */
export const BLOCK = 4096;

const DRAWS = 0x1_0000_0000;
/** SIMD lanes: distance between two draws of one lane. */
const LANES = 4;

/** Exports of assembly/sampler.ts. */
type Exports = {
  readonly memory: WebAssembly.Memory;
  readonly state: WebAssembly.Global<"i32">;
  readonly refinements: WebAssembly.Global<"i32">;
  readonly drawn: WebAssembly.Global<"i32">;
  readonly pages: WebAssembly.Global<"i32">;
  readonly slots: WebAssembly.Global<"i32">;
  readonly made: WebAssembly.Global<"i32">;
  findJumps(): void;
  drawBlock(): void;
  mark(chance: number): void;
  even(choices: number): void;
  evenInDoubt(scale: number, surely: number): number;
  shift(by: number, untilNext: number, every: number, regionPages: number): void;
  choose(slotShift: number, surely: number, regionPages: number): void;
  settle(slotShift: number, regionPages: number, theta: number, start: number): number;
  settleAs(undecided: number, page: number, regionPages: number): void;
};

/** SIMD versions of this folder's loops over draws, one block at a time. Their results equal those of the TypeScript loops bit for bit. */
export class Sampler {
  /** Pages generated from the last block of draws. */
  readonly pages: Uint32Array;
  /** The Zipf table in use. */
  readonly slots: Int32Array;
  readonly #state: Int32Array;
  readonly #refinements: Int32Array;
  readonly #drawn: Uint32Array;
  readonly #engine: Exports;

  private constructor(engine: Exports) {
    const { buffer } = engine.memory;
    this.#engine = engine;
    this.pages = new Uint32Array(buffer, engine.pages.value, BLOCK);
    this.slots = new Int32Array(buffer, engine.slots.value);
    this.#state = new Int32Array(buffer, engine.state.value, 4);
    this.#refinements = new Int32Array(buffer, engine.refinements.value, 4);
    this.#drawn = new Uint32Array(buffer, engine.drawn.value, BLOCK);
    engine.findJumps();
  }

  /** Returns `null` without SIMD, or where compiling WebAssembly is forbidden. */
  static create(): Sampler | null {
    const bytes = Uint8Array.from(atob(binary), (letter) => letter.charCodeAt(0));
    if (!WebAssembly.validate(bytes)) return null;
    try {
      const { exports } = instantiateSync(bytes).instance;
      return new Sampler(exports as Exports);
    } catch (error) {
      if (error instanceof WebAssembly.CompileError) return null;
      throw error;
    }
  }

  /** Writes the next draws to `pages`. `state` is the generator's state, here and below. */
  drawBlock(state: Int32Array): void {
    this.#state.set(state);
    this.#engine.drawBlock();
    state.set(this.#state);
  }

  /** Sets bit 31 of each of `pages` with probability `chance` ÷ 2³¹, one draw each. */
  mark(state: Int32Array, chance: number): void {
    this.#state.set(state);
    this.#engine.mark(chance);
    state.set(this.#state);
  }

  /** Converts the next draws to uniformly distributed pages; `evenInDoubt` returns those that are still undecided. */
  even(state: Int32Array, choices: number): void {
    this.#state.set(state);
    this.#engine.even(choices);
    state.set(this.#state);
  }

  /** Index of the next undecided page, where `pages` holds its draw; `BLOCK`: none left. */
  evenInDoubt(scale: number, surely: number): number {
    return this.#engine.evenInDoubt(scale, surely);
  }

  /** Rotates pages within a region by `by` (below `regionPages`), by one more after `untilNext` pages, and by one more after every further `every` pages. */
  shift(by: number, untilNext: number, every: number, regionPages: number): void {
    this.#engine.shift(by, Math.min(untilNext, BLOCK), Math.min(every, BLOCK), regionPages);
  }

  /** Converts pairs of the next draws to pages by Zipf's law; `settle` decides the undecided ones. */
  choose(state: Int32Array, { slotShift, surely }: ZipfTable, regionPages: number): void {
    this.#state.set(state);
    this.#engine.choose(slotShift, Math.ceil(surely * DRAWS), regionPages);
    state.set(this.#state);
  }

  /**
   * Decides undecided pairs with draws from `refinements`. Returns the first pair that it cannot decide, for `settleAs`, or `BLOCK` when none is
   * left and `pages` is complete.
   */
  settle(refinements: Int32Array, { slotShift, theta, start }: ZipfTable, regionPages: number): number {
    this.#refinements.set(refinements);
    const undecided = this.#engine.settle(slotShift, regionPages, theta, start);
    refinements.set(this.#refinements);
    return undecided;
  }

  /** The two draws of a pair returned by `settle`. */
  pairOf(undecided: number): readonly [number, number] {
    return [elementAt(this.#drawn, undecided), elementAt(this.#drawn, undecided + LANES)];
  }

  /** Sets the page of a pair returned by `settle`; a page outside the region is dropped. */
  settleAs(undecided: number, page: number, regionPages: number): void {
    this.#engine.settleAs(undecided, page, regionPages);
  }

  /** Number of pages once all pairs are settled. */
  get made(): number {
    return this.#engine.made.value;
  }
}

let own: Sampler | null | undefined;

/** This thread's sampler; `null` for fewer draws than a block or without SIMD, when TypeScript does the work. */
export function samplerFor(draws: number): Sampler | null {
  if (draws < BLOCK) return null;
  if (own === undefined) own = Sampler.create();
  return own;
}
