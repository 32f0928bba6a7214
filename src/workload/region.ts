import type { PageSource } from "./pattern.ts";
import { type ReferenceStream, WRITE } from "./stream.ts";

/** Puts a source's pages where the phase wants them. */
export class RegionStream implements ReferenceStream {
  readonly #source: PageSource;
  readonly #firstPage: number;
  readonly #pages: number;
  #ended = false;

  constructor(source: PageSource, firstPage: number, pages: number) {
    this.#source = source;
    this.#firstPage = firstPage;
    this.#pages = pages;
  }

  fill(references: Uint32Array): number {
    if (this.#ended) return 0;
    const end = this.#source.fill(references, 0, references.length, this.#pages);
    this.#ended = end < references.length;
    const firstPage = this.#firstPage;
    if (firstPage > 0) for (let at = 0; at < end; at++) references[at] = (references[at] ?? 0) + firstPage;
    return end;
  }
}

/** How a region grows, as one of its vCPUs sees it. */
export interface Growth {
  readonly fromPages: number;
  readonly toPages: number;
  /** References of a vCPU in which the whole growth happens. */
  readonly references: number;
  readonly vcpu: number;
  readonly vcpus: number;
}

/**
 * A region that grows evenly over a number of references, so that time does not matter. Of n vCPUs the k-th adds every n-th new page,
 * writing to it when it does.
 */
export class GrowingSource implements PageSource {
  readonly #source: PageSource;
  readonly #growth: Growth;
  readonly #referencesPerPage: number;
  #made = 0;
  /** The next page this vCPU adds, and the number of references made when it does. */
  #newPage: number;
  #growsAt: number;

  constructor(source: PageSource, growth: Growth) {
    this.#source = source;
    this.#growth = growth;
    const newPages = growth.toPages - growth.fromPages;
    // One reference adds one page at most.
    this.#referencesPerPage = Math.max(growth.references / newPages, 1 / growth.vcpus);
    this.#newPage = growth.fromPages + growth.vcpu;
    this.#growsAt = this.#dueAt(this.#newPage);
  }

  fill(references: Uint32Array, from: number, to: number): number {
    let at = from;
    while (at < to) {
      if (this.#made === this.#growsAt) {
        references[at++] = this.#newPage | WRITE;
        this.#made++;
        this.#newPage += this.#growth.vcpus;
        this.#growsAt = Math.max(this.#made, this.#dueAt(this.#newPage));
        continue;
      }
      const wanted = Math.min(to - at, this.#growsAt - this.#made);
      const end = this.#source.fill(references, at, at + wanted, this.#regionPages());
      this.#made += end - at;
      if (end < at + wanted) return end;
      at = end;
    }
    return to;
  }

  #regionPages(): number {
    const { fromPages, toPages, vcpus } = this.#growth;
    // Others' pages count once this vCPU's own next to them is there: at most n − 1 pages late.
    return this.#growsAt === Number.POSITIVE_INFINITY ? toPages : Math.max(1, fromPages, this.#newPage - vcpus + 1);
  }

  #dueAt(page: number): number {
    const { fromPages, toPages } = this.#growth;
    if (page >= toPages) return Number.POSITIVE_INFINITY;
    return Math.floor((page - fromPages + 0.5) * this.#referencesPerPage);
  }
}
