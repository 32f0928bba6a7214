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

/** How much each counter grew. */
export function growth(before, after) {
  return Object.fromEntries(Object.keys(after).map((name) => [name, after[name] - before[name]]));
}
