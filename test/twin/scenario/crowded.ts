import fc from "fast-check";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { compression, sharing, smallScenarios } from "./scenarios.ts";

/** Frames that a VM populates in its turn at boot. */
const ROW = 16;

/**
 * Three VMs that are alike, which reaches what is rare among different ones. A host without swap has room for two of the rows that
 * they lay down: it kills one of two that are as large. A host with swap shares a page instead of swapping it out when its equal is
 * known. Of a host of three frames that keeps two, the pool takes the third, so that nobody has any.
 */
export const crowdedScenarios: fc.Arbitrary<Scenario> = smallScenarios.chain((scenario) => {
  const [first] = scenario.vms;
  const { kernelPages, watermarks: guest, workload: work } = first;
  const mapped = Math.min(ROW - kernelPages, first.memoryPages - kernelPages - guest.highPages, work.pages);
  const row = kernelPages + Math.max(1, mapped);
  const workload = { ...work, warmPages: Math.max(1, mapped) };
  const alike = ["vm-0", "vm-1", "vm-2"].map((name) => ({ ...first, name, balloon: null, workload }));
  const none = { sharing: fc.constant(null), compression: fc.constant(null), minPages: fc.constant(0) };
  const host = fc.oneof(
    fc.record({ ...none, swapPages: fc.constant(0), pages: fc.integer({ min: 2 * row, max: 3 * row - 1 }) }),
    fc.record({
      ...none,
      swapPages: fc.constant(300),
      pages: fc.integer({ min: row, max: 2 * row }),
      sharing: sharing.map((some) => ({ ...some, beforeSwap: true })),
    }),
    fc.record({
      ...none,
      swapPages: fc.constant(300),
      pages: fc.constant(3),
      minPages: fc.constant(2),
      compression: compression(3).map((some) => ({ ...some, mostPages: 1, acceptPages: 0, vmShare: null })),
    }),
  );
  return host.map(({ swapPages, pages, minPages, ...rest }) => ({
    ...scenario,
    vms: alike,
    host: {
      ...scenario.host,
      ...rest,
      memoryPages: pages + scenario.host.reservedPages,
      watermarks: { minPages, lowPages: minPages, highPages: minPages, reservePages: 0 },
      swap: { ...scenario.host.swap, pages: swapPages },
    },
  }));
});
