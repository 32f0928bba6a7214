import type { PageSource } from "./pattern/pattern.ts";
import { type ReferenceStream, WRITE } from "./stream.ts";

/** Moves a source's pages to the phase's region. */
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

/** Growth of a region, from the view of one vCPU. */
export interface Growth {
  readonly fromPages: number;
  readonly toPages: number;
  /** References of one vCPU during the whole growth. */
  readonly references: number;
  readonly vcpu: number;
  readonly vcpus: number;
}

/**
 * A region that grows linearly over a number of references, independent of time. Of n vCPUs the k-th adds every n-th new page and writes
 * to it.
 */
export class GrowingSource implements PageSource {
  readonly #source: PageSource;
  readonly #growth: Growth;
  readonly #referencesPerPage: number;
  #made = 0;
  /** The next page this vCPU adds, and the number of references at which it does so. */
  #newPage: number;
  #growsAt: number;

  constructor(source: PageSource, growth: Growth) {
    this.#source = source;
    this.#growth = growth;
    const newPages = growth.toPages - growth.fromPages;
    // One reference adds at most one page.
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
    // The other vCPUs' new pages count once this vCPU has added its next one, so the region is at most n − 1 pages too small.
    return this.#growsAt === Number.POSITIVE_INFINITY ? toPages : Math.max(1, fromPages, this.#newPage - vcpus + 1);
  }

  #dueAt(page: number): number {
    const { fromPages, toPages } = this.#growth;
    if (page >= toPages) return Number.POSITIVE_INFINITY;
    return Math.floor((page - fromPages + 0.5) * this.#referencesPerPage);
  }
}
