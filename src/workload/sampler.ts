import { instantiateSync } from "@assemblyscript/loader";
import { binary } from "./sampler.generated.ts";
import type { ZipfTable } from "./zipf-table.ts";

/** Draws that are made at once. */
export const BLOCK = 4096;

const DRAWS = 0x1_0000_0000;
/** Each lane's draws stand so many apart. */
const LANES = 4;

/** What assembly/sampler.ts exports. */
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
  settle(slotShift: number, regionPages: number, theta: number): number;
  settleAs(undecided: number, page: number, regionPages: number): void;
};

/** The loops over draws of this folder for processors with SIMD, a block at a time; to the bit they do what those in TypeScript do. */
export class Sampler {
  /** What has been made of the block drawn last. */
  readonly pages: Uint32Array;
  /** The table of Zipf's law in use. */
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

  /** `null` where there is no SIMD, or where compiling bytes is forbidden. */
  static create(): Sampler | null {
    const module = Uint8Array.from(atob(binary), (letter) => letter.charCodeAt(0));
    if (!WebAssembly.validate(module)) return null;
    try {
      return new Sampler(instantiateSync<Exports>(module).exports);
    } catch (error) {
      if (error instanceof WebAssembly.CompileError) return null;
      throw error;
    }
  }

  /** Writes the next draws to `pages`; `state` is where they stand, here and below. */
  drawBlock(state: Int32Array): void {
    this.#state.set(state);
    this.#engine.drawBlock();
    state.set(this.#state);
  }

  /** Sets bit 31 of all `pages`, each by one of the next draws, with a chance in 2³¹. */
  mark(state: Int32Array, chance: number): void {
    this.#state.set(state);
    this.#engine.mark(chance);
    state.set(this.#state);
  }

  /** Makes pages of the next draws with even chances; `evenInDoubt` tells which are not made yet. */
  even(state: Int32Array, choices: number): void {
    this.#state.set(state);
    this.#engine.even(choices);
    state.set(this.#state);
  }

  /** The next page in doubt, in whose place in `pages` its draw stands; `BLOCK`: there are none left. */
  evenInDoubt(scale: number, surely: number): number {
    return this.#engine.evenInDoubt(scale, surely);
  }

  /** Shifts pages around in a region, by `by` at first (below its pages), after `untilNext` pages by one more, and so on every so many. */
  shift(by: number, untilNext: number, every: number, regionPages: number): void {
    this.#engine.shift(by, Math.min(untilNext, BLOCK), Math.min(every, BLOCK), regionPages);
  }

  /** Makes pages of pairs of the next draws by Zipf's law; `settle` decides those in doubt. */
  choose(state: Int32Array, { slotShift, surely }: ZipfTable, regionPages: number): void {
    this.#state.set(state);
    this.#engine.choose(slotShift, Math.ceil(surely * DRAWS), regionPages);
    state.set(this.#state);
  }

  /**
   * Decides pairs in doubt, by draws that refine them, up to one that it cannot; that is returned, to be settled by `settleAs`. `BLOCK`: there
   * are none left, and `pages` has those that were made.
   */
  settle(refinements: Int32Array, { slotShift, theta }: ZipfTable, regionPages: number): number {
    this.#refinements.set(refinements);
    const undecided = this.#engine.settle(slotShift, regionPages, theta);
    refinements.set(this.#refinements);
    return undecided;
  }

  /** The two draws of a pair that `settle` returned. */
  pairOf(undecided: number): readonly [number, number] {
    return [this.#drawn[undecided] ?? 0, this.#drawn[undecided + LANES] ?? 0];
  }

  /** The page of a pair that `settle` returned; none is made where it lies outside the region. */
  settleAs(undecided: number, page: number, regionPages: number): void {
    this.#engine.settleAs(undecided, page, regionPages);
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
