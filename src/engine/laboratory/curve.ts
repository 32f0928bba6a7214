import { EngineError } from "../error.ts";
import { type Address, Memory } from "../struct.ts";
import { Sample } from "./laboratory.generated.ts";
import { type LabEngine, startLab } from "./module.ts";

const STREAM_LENGTH = 65_536;
const GIB = 1024 ** 3;

/** Counts references by LRU stack distance, exactly, in one pass over any trace. */
export class DistanceCounter {
  readonly #engine: LabEngine;
  readonly #curve: Address<"Curve">;
  readonly #stream: Uint32Array;
  readonly #pages: number;

  private constructor(engine: LabEngine, curve: Address<"Curve">, pages: number) {
    this.#engine = engine;
    this.#curve = curve;
    this.#pages = pages;
    this.#stream = new Uint32Array(engine.memory.buffer, engine.streamOfCurve(curve), STREAM_LENGTH);
  }

  /** For a trace of `pages` pages; throws an `EngineError` when they do not fit. */
  static async create(module: WebAssembly.Module, pages: number): Promise<DistanceCounter> {
    const engine = await startLab(module);
    const curve = engine.createCurve(pages, STREAM_LENGTH);
    if (engine.fits() === 0) throw tooLarge(engine, pages);
    return new DistanceCounter(engine, curve, pages);
  }

  /** Takes references (bit 31 = write, the rest = page). */
  take(references: Uint32Array): void {
    for (let first = 0; first < references.length; first += STREAM_LENGTH) {
      const piece = references.subarray(first, first + STREAM_LENGTH);
      this.#stream.set(piece);
      this.#engine.takeCurve(this.#curve, piece.length);
    }
  }

  /** References by distance (1: used last), and at 0 those to pages never seen before. */
  histogram(): Float64Array {
    const start = this.#engine.histogramOfCurve(this.#curve);
    return Float64Array.from(new Uint32Array(this.#engine.memory.buffer, start, this.#pages + 1));
  }
}

/** Estimates how many references have each LRU stack distance from the pages with the smallest hashes (fixed-size SHARDS). */
export class DistanceSampler {
  readonly #engine: LabEngine;
  readonly #sample: Sample;
  readonly #stream: Uint32Array;
  readonly #pages: number;

  private constructor(engine: LabEngine, sample: Address<"Sample">, pages: number) {
    this.#engine = engine;
    this.#sample = new Sample(new Memory(engine.memory), sample);
    this.#pages = pages;
    this.#stream = new Uint32Array(engine.memory.buffer, engine.streamOfSample(sample), STREAM_LENGTH);
  }

  /** For a trace of `pages` pages, of which at most `most` are sampled, chosen by the seed. Throws an `EngineError` when they do not fit. */
  static async create(module: WebAssembly.Module, pages: number, most: number, seed: number): Promise<DistanceSampler> {
    const engine = await startLab(module);
    const sample = engine.createSample(pages, most, seed, STREAM_LENGTH);
    if (engine.fits() === 0) throw tooLarge(engine, pages);
    return new DistanceSampler(engine, sample, pages);
  }

  /** Takes references (bit 31 = write, the rest = page). */
  take(references: Uint32Array): void {
    for (let first = 0; first < references.length; first += STREAM_LENGTH) {
      const piece = references.subarray(first, first + STREAM_LENGTH);
      this.#stream.set(piece);
      this.#engine.takeSample(this.#sample.at, piece.length);
    }
  }

  /** Estimated references by estimated distance, and at 0 those to pages never seen before. */
  histogram(): Float64Array {
    const start = this.#engine.histogramOfSample(this.#sample.at);
    return new Float64Array(this.#engine.memory.buffer, start, this.#pages + 1).slice();
  }

  /** The sampled share of pages at the end, the number of sampled pages, and the references to them. */
  facts(): { readonly rate: number; readonly sampledPages: number; readonly sampledReferences: number } {
    return {
      rate: this.#engine.rateOfSample(this.#sample.at),
      sampledPages: this.#sample.count,
      sampledReferences: this.#sample.sampled,
    };
  }
}

function tooLarge(engine: LabEngine, pages: number): EngineError {
  const needed = (engine.neededBytes() / GIB).toFixed(2);
  return new EngineError(
    `The curve needs ${needed} GiB of engine memory for ${pages} pages, and WebAssembly has at most 4 GiB.`,
  );
}
