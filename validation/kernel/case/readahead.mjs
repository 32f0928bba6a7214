import { importFromTests } from "../import-from-tests.mjs";
import { programs, ReplayGuest } from "../machine/replay.mjs";

export { programs };
export const file = "readahead.csv";
export const about = "readahead of swap";

/** Linux reads up to 2^3 pages at a fault. */
const PAGE_CLUSTER = 3;

/** Replays three patterns with readahead, from swap that says it rotates and from swap that says it does not. */
export async function measure(context) {
  const { FRAMES, PATTERNS } = await importFromTests("readahead.ts");
  const traces = new Map();
  for (const [trace, pattern] of Object.entries(PATTERNS)) {
    traces.set(trace, { ...(await context.open(`gen.mjs ${trace} ${JSON.stringify(pattern)}`)), pages: pattern.P });
  }
  for (const rotational of [false, true]) {
    const guest = await ReplayGuest.boot(context, traces, { pageCluster: PAGE_CLUSTER, rotational });
    try {
      for (const trace of traces.keys()) {
        for (const lru of ["classic", "mglru"]) {
          const { majflt, pswpin, swap_ra, swap_ra_hit } = await guest.replay(trace, lru, FRAMES);
          context.report({
            kernel: context.kernel.version,
            lru,
            rotational: rotational ? 1 : 0,
            trace,
            pages_per_fault: (pswpin / majflt).toFixed(2),
            major_faults: majflt,
            read_ahead: swap_ra,
            read_ahead_used: swap_ra_hit,
          });
        }
      }
    } finally {
      await guest.stop();
    }
  }
}
