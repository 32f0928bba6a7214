import { openStream } from "../dist/workload/open.js";

export const REFERENCES = 10_000_000;

/** The two cases with performance targets: one fits in the processor's caches, one does not. */
export const zipf = {
  name: "zipf 1 M pages, 10 % frames",
  pattern: { kind: "zipf", parameters: { theta: 1 }, parts: [] },
  pages: 1_000_000,
  frames: 100_000,
};
export const uniform = {
  name: "uniform 4 M pages, 50 % frames",
  pattern: { kind: "uniform", parameters: {}, parts: [] },
  pages: 4_000_000,
  frames: 2_000_000,
};

const cache = new Map();

/** Generates `count` references; each VM has its own random sequence. */
export function makeReferences({ pattern, pages, writeShare = 0 }, count, vm) {
  const phase = {
    durationNs: null,
    thinkNs: 1,
    writeShare,
    firstPage: 0,
    pages,
    growFromPages: pages,
    free: null,
    pattern,
  };
  const all = new Uint32Array(count);
  openStream(phase, { pages }, { seed: 1, vm, vcpu: 0, vcpus: 1, phase: 0 }, new Map()).fill(all);
  return all;
}

/** `count` references of a case, the same on every call; each VM has its own. */
export function referencesOf(one, count = REFERENCES, vm = 0) {
  const key = `${one.name} ${count} ${vm}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const all = makeReferences(one, count, vm);
  cache.set(key, all);
  return all;
}

/** A VM's references to `pages` pages, distributed by Zipf's law. */
export function recordedOf(pages, count, vm) {
  return referencesOf(
    { name: `zipf ${pages}`, pattern: { kind: "zipf", parameters: { theta: 0.99 }, parts: [] }, pages },
    count,
    vm,
  );
}
