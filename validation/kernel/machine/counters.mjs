import { setTimeout as sleep } from "node:timers/promises";

/** Pages and kilobytes that the guest's kernel counts, by name, and stall times in microseconds as `some` and `full`. No process is started for it. */
export async function readCounters(guest) {
  const text = await guest.run("for file in meminfo vmstat pressure/memory; do show /proc/$file; done");
  const counters = {};
  for (const line of text.split("\n")) {
    const [, name, value] = /^([^: ]+):? +(-?\d+)/.exec(line) ?? /^(some|full) .*total=(\d+)/.exec(line) ?? [];
    if (name !== undefined) counters[name] = Number(value);
  }
  return counters;
}

const LOOK_MS = 1000;
/** What moves as long as the kernel reclaims, or writes what it reclaims. */
const MOVES = ["pgsteal_kswapd", "pgsteal_direct", "pswpout"];
/** Free memory also moves by itself for a while, most on 6.12 (the cause is not known); less than this is noise. */
const STILL_KB = 512;
/** A guest that never comes to rest is read all the same. */
const LOOKS = 60;

/** The counters once the kernel neither reclaims nor writes nor frees: kswapd goes on for a moment, the longer the busier the host. */
export async function readAtRest(guest) {
  let before = await readCounters(guest);
  for (let look = 0; look < LOOKS; look++) {
    await sleep(LOOK_MS);
    const now = await readCounters(guest);
    const isStill = Math.abs(now.MemFree - before.MemFree) < STILL_KB;
    if (isStill && now.nr_writeback === 0 && MOVES.every((name) => now[name] === before[name])) return now;
    before = now;
  }
  return before;
}

/** How much each counter grew. */
export function growth(before, after) {
  return Object.fromEntries(Object.keys(after).map((name) => [name, after[name] - before[name]]));
}
