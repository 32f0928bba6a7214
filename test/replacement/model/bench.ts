import fc from "fast-check";
import { WRITE } from "../../../src/workload/stream.ts";
import { labWith, oneByOne } from "../../lab/memory.ts";
import type { MakeModel, ModelMemory, Parameters } from "./model.ts";

/** What a replay tells: `F` and `.` for each reference, and counts. */
interface Course {
  readonly marks: string;
  readonly dirtyEvictions: number;
  readonly scanned: number;
}

/** What becomes of the pages of a memory under a model, one call a happening. */
export interface Happenings {
  /** Before each reference. */
  reference?(page: number, writes: boolean): void;
  hit(page: number): void;
  fault(page: number): void;
  evicted(page: number, dirty: boolean, looked: number): void;
  writtenBack(page: number): void;
  refault?(activated: boolean, restored: boolean): void;
  freed?(page: number): void;
}

/** A laboratory memory under a model. */
export function modelCourse(
  make: MakeModel,
  pages: number,
  frames: number,
  references: readonly number[],
  parameters: Parameters,
): Course {
  let [marks, dirtyEvictions, scanned] = ["", 0, 0];
  playModel(make, { pages, filePages: 0, frames }, references, [], parameters, {
    hit: () => {
      marks += ".";
    },
    fault: () => {
      marks += "F";
    },
    evicted: (_page, dirty, looked) => {
      if (dirty) dirtyEvictions++;
      scanned += looked;
    },
    writtenBack: () => {
      dirtyEvictions++;
    },
  });
  return { marks, dirtyEvictions, scanned };
}

/** How large a memory is, and the pages that come into it, of which the last may be backed by a file. */
export interface MemorySize {
  readonly pages: number;
  readonly filePages: number;
  readonly frames: number;
}

/** Pages that the guest's workload frees before one of its references. */
export interface Freeing {
  readonly before: number;
  readonly firstPage: number;
  readonly pages: number;
}

/** Plays references on a memory under a model, and tells what happens. */
export function playModel(
  make: MakeModel,
  { pages, filePages, frames }: MemorySize,
  references: readonly number[],
  freeings: readonly Freeing[],
  parameters: Parameters,
  happenings: Happenings,
): void {
  const inMemory = new Map<number, { accessed: boolean; dirty: boolean }>();
  const stateOf = (page: number) => {
    const state = inMemory.get(page);
    if (state === undefined) throw new Error(`Page ${page} is not in memory.`);
    return state;
  };
  let made = 0;
  const memory: ModelMemory = {
    pages,
    capacity: () => frames,
    now: () => made,
    isAccessed: (page) => stateOf(page).accessed,
    clearAccessed: (page) => {
      stateOf(page).accessed = false;
    },
    isDirty: (page) => stateOf(page).dirty,
    isFile: (page) => page >= pages - filePages,
    countRefault: (activated, restored) => happenings.refault?.(activated, restored),
    writeBack: (page) => {
      stateOf(page).dirty = false;
      happenings.writtenBack(page);
    },
  };
  const model = make(memory, parameters);
  for (const reference of references) {
    for (const { firstPage, pages: count } of freeings.filter(({ before }) => before === made)) {
      for (let page = firstPage; page < firstPage + count; page++) {
        if (inMemory.delete(page)) model.remove(page);
        happenings.freed?.(page);
      }
    }
    const page = reference % WRITE;
    const writes = reference >= WRITE;
    const state = inMemory.get(page);
    happenings.reference?.(page, writes);
    if (state !== undefined) {
      state.accessed = true;
      state.dirty ||= writes;
      model.hit(page);
      happenings.hit(page);
    } else {
      model.fault(page);
      if (inMemory.size >= frames) {
        const { page: victim, also = [], looked } = model.evict();
        happenings.evicted(victim, stateOf(victim).dirty, looked);
        for (const one of also) happenings.evicted(one, stateOf(one).dirty, 0);
        for (const one of [victim, ...also]) inMemory.delete(one);
      }
      inMemory.set(page, { accessed: true, dirty: writes });
      model.insert(page);
      happenings.fault(page);
    }
    made++;
  }
}

/** The engine's laboratory, one reference at a time. */
export async function engineCourse(
  policy: string,
  pages: number,
  frames: number,
  references: readonly number[],
  parameters: Parameters,
): Promise<Course> {
  const lab = await labWith(policy, pages, frames, parameters);
  // A check after each reference would take most of the time.
  const marks = oneByOne(lab, references, () => {});
  lab.check();
  const { dirtyEvictions, scannedPages } = lab.counters();
  return { marks, dirtyEvictions, scanned: scannedPages };
}

/** One stretch of references to pages below `pages`: any, skewed to the low ones, a loop, or the same page over and over. */
function stretch(pages: number): fc.Arbitrary<number[]> {
  const page = fc.nat(pages - 1);
  const skewed = fc.tuple(page, page, page).map((some) => Math.min(...some));
  const loop = fc
    .record({ first: page, span: fc.integer({ min: 1, max: pages }), count: fc.integer({ min: 1, max: 3 * pages }) })
    .map(({ first, span, count }) => Array.from({ length: count }, (_, at) => (first + (at % span)) % pages));
  const again = fc.tuple(page, fc.integer({ min: 2, max: 6 })).map(([one, times]) => Array<number>(times).fill(one));
  return fc.oneof(fc.array(page, { maxLength: 2 * pages }), fc.array(skewed, { maxLength: 3 * pages }), loop, again);
}

/** Some pages, a memory for some of them, and references in phases, some of them writes. */
export const replays = fc
  .tuple(
    fc.oneof(
      { weight: 10, arbitrary: fc.integer({ min: 2, max: 12 }) },
      { weight: 10, arbitrary: fc.integer({ min: 13, max: 150 }) },
      { weight: 1, arbitrary: fc.integer({ min: 500, max: 1200 }) },
    ),
    fc.nat(9),
  )
  .chain(([pages, shape]) =>
    fc.record({
      pages: fc.constant(pages),
      frames: shape < 4 ? fc.integer({ min: 1, max: 3 }) : fc.integer({ min: 1, max: pages }),
      pieces: fc.array(stretch(pages), { minLength: 1, maxLength: 8 }),
      writeEvery: fc.integer({ min: 1, max: 9 }),
    }),
  )
  .map(({ pages, frames, pieces, writeEvery }) => ({
    pages,
    frames,
    references: pieces.flat().map((page, at) => (at % writeEvery === 0 ? page + WRITE : page)),
  }));
