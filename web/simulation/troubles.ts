import { formatFigureValue, type Result } from "ballonet";
import { elementAt } from "../element-at.ts";

/** Smaller slowdowns are not mentioned, as in reports. */
const NOTICEABLE = 1.05;
/** Further VMs are only counted. */
const MAX_NAMED = 5;

/** One sentence per slowed-down VM, the worst first, with the cause where its slowdown over the whole run exceeds 5 %. */
export function troublesOf({ vms, series }: Result): string[] {
  const slowed = vms
    .map(({ name, why, worstSlowdown }, at) => {
      // Before the first sample nothing has slowed it down.
      return { name, why, worst: worstSlowdown, now: elementAt(series.vms, at).slowdown.at(-1) ?? 1 };
    })
    .filter(({ worst, now }) => Math.max(worst, now) > NOTICEABLE)
    .toSorted((a, b) => Math.max(b.worst, b.now) - Math.max(a.worst, a.now));
  const sentences = slowed.slice(0, MAX_NAMED).map(({ name, why, worst, now }) => {
    const most = formatSlowdown(Math.max(worst, now));
    if (why !== "") return `${why} Now ${formatSlowdown(now)}, ${most} at worst.`;
    return now > NOTICEABLE
      ? `${name} is slowed down: ${formatSlowdown(now)} now, ${most} at worst.`
      : `${name} was slowed down, ${most} at worst, and has recovered.`;
  });
  const more = slowed.length - sentences.length;
  return more > 0 ? [...sentences, `${more} more ${more === 1 ? "VM was" : "VMs were"} slowed down.`] : sentences;
}

function formatSlowdown(slowdown: number): string {
  return formatFigureValue(Number.isFinite(slowdown) ? slowdown : null, "slowdown");
}
