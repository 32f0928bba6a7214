const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
const DECIMAL = ["", "k", "M", "G", "T", "P", "E"];

/** A size as text: `3.2 GiB`; with `digits` 2 (the default) never wider than 7. */
export function formatBytes(bytes: number, digits: 2 | 3 = 2): string {
  return scaled(bytes, 1024, BINARY, digits);
}

/** A count as text: `1.2 M`; with `digits` 2 (the default) never wider than 6. */
export function formatCount(count: number, digits: 2 | 3 = 2): string {
  return scaled(count, 1000, DECIMAL, digits);
}

/** A share from 0 to 1 as text: `12 %`; a share above 0 is never shown as `0 %`. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return "< 1 %";
  if (share > 0.99 && share < 1) return "99 %";
  return `${Math.round(share * 100)} %`;
}

/** A slowdown as text: `1.02×`, `12.3×`, `123×`, `∞`. */
export function formatSlowdown(slowdown: number): string {
  if (slowdown === Number.POSITIVE_INFINITY) return "∞";
  if (slowdown < 9.995) return `${slowdown.toFixed(2)}×`;
  if (slowdown < 99.95) return `${slowdown.toFixed(1)}×`;
  return slowdown < 9999.5 ? `${Math.round(slowdown)}×` : `${formatCount(slowdown)}×`;
}

/** A slowdown in a sentence: `stopped` instead of `∞`. */
export function slowdownInWords(slowdown: number): string {
  return slowdown === Number.POSITIVE_INFINITY ? "stopped" : formatSlowdown(slowdown);
}

/** Footnote of a table with infinite slowdowns; empty for other tables. */
export function endlessNotes(slowdowns: readonly number[]): string[] {
  return slowdowns.includes(Number.POSITIVE_INFINITY) ? ["∞: stopped; the VM only waited for memory."] : [];
}

const STEPS: readonly (readonly [unit: string, ns: number])[] = [
  ["d", 86_400e9],
  ["h", 3_600e9],
  ["min", 60e9],
];

/** A duration in nanoseconds as text: `250 ms`, `1.5 s`, `2 min 30 s`, `1 h 5 min`. */
export function formatDuration(ns: number): string {
  if (ns < 59.95e9) return formatShort(ns);
  const seconds = Math.round(ns / 1e9) * 1e9;
  const at = STEPS.findIndex(([, step]) => seconds >= step);
  const [unit, step] = STEPS[at] ?? ["min", 60e9];
  const [nextUnit, nextStep] = STEPS[at + 1] ?? ["s", 1e9];
  const whole = Math.floor(seconds / step);
  const rest = Math.floor((seconds - whole * step) / nextStep);
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${nextUnit}`;
}

function formatShort(ns: number): string {
  const [unit, step] = ns >= 999.5e6 ? ["s", 1e9] : ns >= 999.5e3 ? ["ms", 1e6] : ns >= 999.5 ? ["µs", 1e3] : ["ns", 1];
  return `${significant(ns / step, 3)} ${unit}`;
}

function scaled(value: number, base: number, units: readonly string[], digits: 2 | 3): string {
  let rest = value;
  let unit = 0;
  while (Math.round(rest) >= 1000 && unit < units.length - 1) {
    rest /= base;
    unit += 1;
  }
  return `${significant(rest, digits)} ${units[unit]}`.trimEnd();
}

/** An integer for whole numbers and numbers with enough digits before the point; otherwise one decimal. */
function significant(value: number, digits: 2 | 3): string {
  const wantsDecimal = !Number.isInteger(value) && value < (digits === 2 ? 9.95 : 99.95);
  return wantsDecimal ? value.toFixed(1) : String(Math.round(value));
}
