import { formatFigureValue, type Result } from "ballonet";

/** As in reports: less than this is not worth a word. */
const NOTICEABLE = 1.05;
/** More VMs than this are counted. */
const MOST_NAMED = 5;

/** Who has been slowed down so far, the worst first; why, in the words of the reports, where the whole run was slow by more than 5 %. */
export function troublesOf({ vms, series }: Result): string[] {
  const slowed = vms
    .map(({ name, why, worstSlowdown }, at) => {
      return { name, why, worst: worstSlowdown, now: series.vms[at]?.slowdown.at(-1) ?? 1 };
    })
    .filter(({ worst, now }) => Math.max(worst, now) > NOTICEABLE)
    .toSorted((a, b) => Math.max(b.worst, b.now) - Math.max(a.worst, a.now));
  const sentences = slowed.slice(0, MOST_NAMED).map(({ name, why, worst, now }) => {
    const most = inWords(Math.max(worst, now));
    if (why !== "") return `${why} Now ${inWords(now)}, ${most} at worst.`;
    return now > NOTICEABLE
      ? `${name} is slowed down: ${inWords(now)} now, ${most} at worst.`
      : `${name} was slowed down, ${most} at worst, and is not any more.`;
  });
  const more = slowed.length - sentences.length;
  return more > 0 ? [...sentences, `${more} more ${more === 1 ? "VM was" : "VMs were"} slowed down.`] : sentences;
}

function inWords(slowdown: number): string {
  return formatFigureValue(Number.isFinite(slowdown) ? slowdown : null, "slowdown");
}
