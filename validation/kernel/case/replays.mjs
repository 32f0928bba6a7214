import { limitOf, programs, ReplayGuest } from "../machine/replay.mjs";

export { programs };
export const file = "replay.csv";
export const about = "page traces in a memory cgroup";

/** Replays the traces of replays.csv on both kinds of lists. */
export async function measure(context) {
  const wanted = context.replays.filter(({ set }) => set === "short" || context.long);
  const traces = new Map();
  for (const { trace, source } of wanted) {
    const given = context.missing(source) === null ? await context.open(source) : null;
    if (given !== null) traces.set(trace, { ...given, pages: distinctPages(given.references) });
  }
  const guest = await ReplayGuest.boot(context, traces, { pageCluster: 0, rotational: false });
  try {
    for (const one of wanted.filter(({ trace }) => traces.has(trace))) {
      for (const lru of ["classic", "mglru"]) {
        const runs = [];
        for (let run = 0; run < context.repeats; run++)
          runs.push(await guest.replay(one.trace, lru, Number(one.frames)));
        context.report(rowOf(context.kernel, lru, one, traces.get(one.trace), runs));
      }
    }
  } finally {
    await guest.stop();
  }
}

function rowOf(kernel, lru, { trace, source, frames: wished }, { references, prefix, pages }, runs) {
  const middle = (counter) => median(runs.map((run) => run[counter]));
  const faults = runs.map(({ majflt }) => majflt);
  return {
    kernel: kernel.version,
    lru,
    trace,
    source,
    pages,
    references: references.length - prefix,
    writes_share: shareOfWrites(references.subarray(prefix)),
    memory_max_pages: limitOf(Number(wished), pages),
    frames: framesOf(Number(wished), middle("frames"), prefix, median(faults)),
    majflt: median(faults),
    majflt_min: Math.min(...faults),
    majflt_max: Math.max(...faults),
    minflt: middle("minflt"),
    pgscan: middle("pgscan"),
    pgsteal: middle("pgsteal"),
    pswpin: middle("pswpin"),
    pswpout: middle("pswpout"),
    refault: middle("workingset_refault_anon"),
    activate: middle("workingset_activate_anon"),
    restore: middle("workingset_restore_anon"),
    pgactivate: middle("pgactivate"),
    pgdeactivate: middle("pgdeactivate"),
    memcg_oom: middle("oom"),
    repeats: runs.length,
  };
}

/** Frames that the program had on average; the wished number where it needed fewer, or filled memory only after a while. */
function framesOf(wished, average, prefix, faults) {
  if (faults === 0) return wished;
  return prefix === 0 ? Math.max(wished, average) : average;
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.round((sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2);
}

function shareOfWrites(references) {
  return Number(
    (references.reduce((writes, reference) => writes + (reference >>> 31), 0) / references.length).toFixed(4),
  );
}

function distinctPages(references) {
  return references.reduce((most, reference) => Math.max(most, reference & 0x7fff_ffff), 0) + 1;
}
