import type { SeriesStep } from "../../scenario/scenario.ts";
import { WorkloadError } from "../error.ts";
import type { Random } from "../random/random.ts";
import { CHUNK, hotChunks, hotPage } from "../series/hot.ts";
import { WRITE } from "../stream.ts";
import { definePattern, type Opening, type PageSource } from "./pattern.ts";

/** The pages that a step adds, from the view of one vCPU: of n vCPUs the k-th adds every n-th, those of the step before first. */
class NewPages {
  readonly #step: SeriesStep;
  readonly #pages: number;
  readonly #vcpus: number;
  /** Pages of programs and of the cache that are touched again. */
  readonly #again: number;
  readonly #againAnonymous: number;
  readonly #all: number;
  #next: number;

  constructor(step: SeriesStep, pages: number, vcpu: number, vcpus: number) {
    const { anonymous, cache } = step;
    this.#step = step;
    this.#pages = pages;
    this.#vcpus = vcpus;
    this.#againAnonymous = anonymous.fromPages - anonymous.againPages;
    this.#again = this.#againAnonymous + cache.fromPages - cache.againPages;
    this.#all = this.#again + anonymous.toPages - anonymous.fromPages + cache.toPages - cache.fromPages;
    this.#next = vcpu;
  }

  /** After how many references the next page is due; Infinity: there is none. */
  get dueAt(): number {
    if (this.#next >= this.#all) return Number.POSITIVE_INFINITY;
    const place = Math.floor(this.#next / this.#vcpus);
    const evenly = Math.floor(((place + 0.5) * this.#step.references * this.#vcpus) / this.#all);
    return this.#next < this.#again ? Math.min(2 * place, evenly) : evenly;
  }

  /** The next page, and a write where it is one of a program. */
  take(): number {
    const { anonymous, cache } = this.#step;
    const at = this.#next;
    this.#next += this.#vcpus;
    // What is missing of the step before is its end.
    const again = this.#again - 1 - at;
    if (again >= this.#againAnonymous) return this.#pages - cache.fromPages + (again - this.#againAnonymous);
    if (again >= 0) return (anonymous.againPages + again) | WRITE;
    // A file is read forward: the cache, which grows towards the first page, grows by runs of ascending pages.
    const added = at - this.#again;
    const addedAnonymous = anonymous.toPages - anonymous.fromPages;
    if (added < addedAnonymous) return (anonymous.fromPages + added) | WRITE;
    return this.#pages - cache.toPages + (added - addedAnonymous);
  }
}

/**
 * The hot pages, each once in an interval: a sweep goes from one place in the chunks to another, in an order that is drawn for each sweep, and
 * visits the chunks that have a hot page there. Of n vCPUs the k-th visits every n-th chunk.
 */
class Sweeps {
  readonly #anonymousPages: number;
  readonly #cachePages: number;
  readonly #share: number;
  readonly #pages: number;
  readonly #vcpu: number;
  readonly #vcpus: number;
  readonly #drawsOf: (sweep: number) => Random;
  #sweep: number;
  #order: Uint8Array;
  #turn: number;
  #chunk: number;

  constructor({ anonymous, cache, hotShare, sweeps }: SeriesStep, opening: Opening<unknown>) {
    this.#anonymousPages = anonymous.fromPages;
    this.#cachePages = cache.fromPages;
    this.#share = hotShare;
    this.#pages = opening.pages;
    this.#vcpu = opening.vcpu;
    this.#vcpus = opening.vcpus;
    this.#drawsOf = opening.commonDraws;
    this.#sweep = Math.floor(sweeps);
    this.#order = shuffledPlaces(this.#drawsOf(this.#sweep));
    const turns = (sweeps - this.#sweep) * CHUNK;
    this.#turn = Math.floor(turns);
    this.#chunk = this.#firstChunk();
    const begun = Math.floor((turns - this.#turn) * this.#chunksAt(this.#place()));
    this.#chunk += Math.ceil(Math.max(0, begun - this.#chunk) / this.#vcpus) * this.#vcpus;
  }

  /** Writes pages to `references[from]` … `references[to − 1]`, and returns where it stopped: before `to` when nothing is hot. */
  fill(references: Uint32Array, from: number, to: number): number {
    const share = this.#share;
    const anonymousPages = this.#anonymousPages;
    const cachePages = this.#cachePages;
    let idle = 0;
    for (let at = from; at < to; ) {
      const place = this.#place();
      const anonymous = hotChunks(anonymousPages, share, place);
      const all = anonymous + hotChunks(cachePages, share, place);
      for (; this.#chunk < all && at < to; this.#chunk += this.#vcpus) {
        idle = 0;
        references[at++] =
          this.#chunk < anonymous
            ? hotPage(this.#chunk, anonymousPages, share, place)
            : this.#pages - 1 - hotPage(this.#chunk - anonymous, cachePages, share, place);
      }
      if (this.#chunk < all) break;
      // A vCPU that has no page at any place, whatever its turn, has none at all.
      if (idle++ === CHUNK * this.#vcpus) return at;
      this.#nextTurn();
    }
    return to;
  }

  #nextTurn(): void {
    this.#turn++;
    if (this.#turn === CHUNK) {
      this.#turn = 0;
      this.#sweep++;
      this.#order = shuffledPlaces(this.#drawsOf(this.#sweep));
    }
    this.#chunk = this.#firstChunk();
  }

  /** The vCPUs take turns with the first chunk. */
  #firstChunk(): number {
    return (this.#vcpu + this.#turn + this.#sweep) % this.#vcpus;
  }

  #place(): number {
    return this.#order[this.#turn] ?? 0;
  }

  #chunksAt(place: number): number {
    return hotChunks(this.#anonymousPages, this.#share, place) + hotChunks(this.#cachePages, this.#share, place);
  }
}

class SeriesPages implements PageSource {
  readonly #new: NewPages;
  readonly #sweeps: Sweeps;
  #made = 0;

  constructor(added: NewPages, sweeps: Sweeps) {
    this.#new = added;
    this.#sweeps = sweeps;
  }

  fill(references: Uint32Array, from: number, to: number): number {
    let at = from;
    while (at < to) {
      const { dueAt } = this.#new;
      const wanted = Math.min(to - at, Math.max(0, dueAt - this.#made));
      const end = this.#sweeps.fill(references, at, at + wanted);
      this.#made += end - at;
      const isHot = end === at + wanted;
      at = end;
      if (at === to) break;
      if (dueAt === Number.POSITIVE_INFINITY && !isHot) return at;
      references[at++] = this.#new.take();
      this.#made++;
    }
    return to;
  }
}

/** A step of a series of memory in use over time. */
export const series = definePattern({
  name: "series",
  about:
    "Memory in use as a function of time, from points or a CSV file: grows, frees and touches pages so that a guest's statistics follow it. Has keys of its own and is a whole workload.",
  source: "Share of hot memory: Lagar-Cavilla et al., ASPLOS 2019, https://doi.org/10.1145/3297858.3304053",
  parameters: {},
  writes: "drawn",
  open: (opening) => {
    const { step, pages, vcpu, vcpus } = opening;
    if (step === null)
      throw new WorkloadError(
        "the pattern series has no step here: it is a workload of its own, neither a phase nor a part",
      );
    return new SeriesPages(new NewPages(step, pages, vcpu, vcpus), new Sweeps(step, opening));
  },
});

function shuffledPlaces(draws: Random): Uint8Array {
  const places = Uint8Array.from({ length: CHUNK }, (_, place) => place);
  for (let left = CHUNK; left > 1; left--) {
    const chosen = Math.floor((draws.next() / 2 ** 32) * left);
    const last = places[left - 1] ?? 0;
    places[left - 1] = places[chosen] ?? 0;
    places[chosen] = last;
  }
  return places;
}
