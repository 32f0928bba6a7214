import type { PagePlace } from "../../../src/engine/machine/tables.ts";
import { EnginePlay } from "../../simulation/engine-play.ts";
import { smallHost, smallScenario, smallVm, smallWorkload } from "../../twin/scenario/small.ts";
import { type Freeing, type MemorySize, playModel } from "./bench.ts";
import type { MakeModel, Parameters } from "./model.ts";

/** What a guest alone on its host counts while it makes references. */
interface Counts {
  /** First touches of anonymous pages, and what had to be read. */
  minorFaults: number;
  majorFaults: number;
  fileReadPages: number;
  swapInPages: number;
  swapOutPages: number;
  /** Dirty file pages written back, on their eviction or before it. */
  fileWritePages: number;
  evictions: number;
  scannedPages: number;
  /** Pages that came back, as Linux counts them. */
  refaultPages: number;
  activatedPages: number;
  restoredPages: number;
}

/** What became of a guest's references: the pages in memory at each look, the dirty ones in the end, and counts. */
interface GuestCourse {
  readonly inMemory: readonly string[];
  readonly dirty: readonly number[];
  readonly counts: Counts;
}

/** What a guest does: references, pages freed between them, and after how many references each a look is taken. */
export interface GuestWork {
  readonly references: readonly number[];
  readonly freeings: readonly Freeing[];
  readonly lookEvery: number;
}

/** A guest under a model, by the rules of docs/machine.md: an anonymous page is written to swap unless an unchanged copy is there. */
export function modelGuest(
  make: MakeModel,
  size: MemorySize,
  { references, freeings, lookEvery }: GuestWork,
  parameters: Parameters,
): GuestCourse {
  const isFile = (page: number) => page >= size.pages - size.filePages;
  const looks: string[] = [];
  const inMemory = new Set<number>();
  const dirty = new Set<number>();
  /** Anonymous pages whose content a slot holds. */
  const inSwap = new Set<number>();
  const counts: Counts = {
    minorFaults: 0,
    majorFaults: 0,
    fileReadPages: 0,
    swapInPages: 0,
    swapOutPages: 0,
    fileWritePages: 0,
    evictions: 0,
    scannedPages: 0,
    refaultPages: 0,
    activatedPages: 0,
    restoredPages: 0,
  };
  let made = 0;
  let writing = false;
  const touched = (page: number) => {
    if (++made % lookEvery === 0) looks.push(listed(inMemory).join(" "));
    if (!writing) return;
    dirty.add(page);
    inSwap.delete(page);
  };
  playModel(make, size, references, freeings, parameters, {
    reference(_page, writes) {
      writing = writes;
    },
    hit: touched,
    fault(page) {
      if (isFile(page)) counts.fileReadPages++;
      if (inSwap.has(page)) counts.swapInPages++;
      if (isFile(page) || inSwap.has(page)) counts.majorFaults++;
      else counts.minorFaults++;
      inMemory.add(page);
      touched(page);
    },
    evicted(page, wasDirty, looked) {
      inMemory.delete(page);
      counts.evictions++;
      counts.scannedPages += looked;
      if (isFile(page)) counts.fileWritePages += wasDirty ? 1 : 0;
      else if (!inSwap.has(page)) counts.swapOutPages++;
      if (!isFile(page)) inSwap.add(page);
      dirty.delete(page);
    },
    refault(activated, restored) {
      counts.refaultPages++;
      if (activated) counts.activatedPages++;
      if (restored) counts.restoredPages++;
    },
    writtenBack(page) {
      dirty.delete(page);
      if (isFile(page)) {
        counts.fileWritePages++;
      } else {
        counts.swapOutPages++;
        inSwap.add(page);
      }
    },
    freed(page) {
      inMemory.delete(page);
      dirty.delete(page);
      inSwap.delete(page);
    },
  });
  return { inMemory: looks, dirty: listed(dirty), counts };
}

/** The same guest in the engine. */
export async function engineGuest(
  policy: string,
  { pages, filePages, frames }: MemorySize,
  { references, freeings, lookEvery }: GuestWork,
  parameters: Parameters,
): Promise<GuestCourse> {
  // So many slots that they never are scarce.
  const swap = { pages: 4 * pages, device: "disk", readaheadPages: 1 };
  const vm = smallVm({
    memoryPages: frames,
    policy: { kind: policy, parameters },
    swap,
    workload: smallWorkload(pages, filePages),
  });
  const host = smallHost({ memoryPages: frames + 1 });
  const machine = await EnginePlay.create(smallScenario({ host, vms: [vm] }), 65_536);
  machine.boot([0], 0);
  const inMemory: string[] = [];
  for (let first = 0; first < references.length; ) {
    const later = freeings.filter(({ before }) => before > first).map(({ before }) => before);
    const end = Math.min(references.length, first + lookEvery - (first % lookEvery), ...later);
    for (const { before, firstPage, pages: count } of freeings)
      if (before === first) machine.freePages(0, firstPage, count);
    machine.setStream(0, 0, references.slice(first, end), 100);
    machine.run(machine.nowNs + 1e13);
    machine.check();
    if (end % lookEvery === 0) inMemory.push(mappedPages(machine).join(" "));
    first = end;
  }
  const { minorFaults, majorFaults, fileReadPages, swapInPages, swapOutPages, ...more } = machine.counters(0);
  const { fileWritePages, evictions, scannedPages, refaultPages, activatedPages, restoredPages } = more;
  const counts = { minorFaults, majorFaults, fileReadPages, swapInPages, swapOutPages };
  const isDirty = (place: PagePlace) => place.kind === "mapped" && place.dirty;
  return {
    inMemory,
    dirty: machine.tables(0).pages.flatMap((place, page) => (isDirty(place) ? [page] : [])),
    counts: {
      ...counts,
      fileWritePages,
      evictions,
      scannedPages,
      refaultPages,
      activatedPages,
      restoredPages,
    },
  };
}

function mappedPages(machine: EnginePlay): number[] {
  return machine.tables(0).pages.flatMap(({ kind }, page) => (kind === "mapped" ? [page] : []));
}

function listed(pages: ReadonlySet<number>): number[] {
  return [...pages].sort((a, b) => a - b);
}
