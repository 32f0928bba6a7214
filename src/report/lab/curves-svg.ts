import type { CurveReport } from "../../lab/curve/curve.ts";
import { isFailed } from "../../lab/many.ts";
import type { StudyReport } from "../../lab/study.ts";
import { elementAt } from "../../list/element-at.ts";
import { colourAt, dashAt } from "../figure/palette.ts";
import { figureSvg, figureText, place } from "../figure/parts.ts";
import { roundTicks } from "../figure/ticks.ts";
import { curveSteps } from "./curve-steps.ts";

const WIDTH = 760;
const HEIGHT = 440;
const LEFT = 64;
const RIGHT = 190;
const TOP = 52;
const BOTTOM = 56;
const LABEL_LINE = 15;
/** More names than there is room for are not written. */
const MOST_NAMES = 20;
const MOST_LETTERS = 24;

/** LRU's curves of many traces, each over the share of its pages that fits in memory; and the mean at the sizes that are compared. */
export function curvesSvg({ traces, summary }: StudyReport<CurveReport>): string {
  const done = traces.flatMap((one) => (isFailed(one) || one.trace.originalReferences === null ? [] : [one]));
  const ratio = (report: CurveReport, faults: number) => (100 * faults) / (report.trace.originalReferences ?? 1);
  const highest = Math.max(
    0,
    ...done.map((report) => ratio(report, elementAt(report.faults, report.leastFrames, "size"))),
  );
  const ticks = roundTicks(highest, 5);
  const top = Math.max(highest, ticks.at(-1) ?? 0) || 1;
  const x = (percent: number) => place(LEFT + ((WIDTH - LEFT - RIGHT) * percent) / 100);
  const y = (height: number) => place(TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.min(height, top) / top));
  const floor = HEIGHT - BOTTOM;
  const lines = done.map((report, at) => {
    const { distinctPages } = report.trace;
    const path = curveSteps(report.faults, report.leastFrames, distinctPages, {
      x: (frames) => x((100 * frames) / distinctPages),
      y: (faults) => y(ratio(report, faults)),
    });
    const dashes = dashAt(at).length === 0 ? "" : ` stroke-dasharray="${dashAt(at).join(" ")}"`;
    return `<path d="${path}" fill="none" stroke="${colourAt(at)}" stroke-width="1.5"${dashes}/>`;
  });
  const names = done.slice(0, MOST_NAMES).map((report, at) => {
    const [from, middle] = [WIDTH - RIGHT + 10, TOP + 6 + at * LABEL_LINE];
    const key = `<line x1="${from}" x2="${from + 14}" y1="${middle}" y2="${middle}" stroke="${colourAt(at)}" stroke-width="3"/>`;
    return key + figureText(from + 19, middle + 4, ending(report.trace.name), "start");
  });
  const rest = done.length - names.length;
  const means = summary.flatMap(({ label, size, faultRatio }) => {
    const share = /^(\d+(?:\.\d+)?)\s*%$/u.exec(size)?.[1];
    if (label !== "lru" || share === undefined || faultRatio === null) return [];
    const { mean, deviation } = faultRatio;
    const [px, low, high] = [x(Number(share)), Math.max(0, mean - (deviation ?? 0)), mean + (deviation ?? 0)];
    return [
      `<line x1="${px}" x2="${px}" y1="${y(100 * low)}" y2="${y(100 * high)}" stroke="currentColor" stroke-width="1.5"/>` +
        `<circle cx="${px}" cy="${y(100 * mean)}" r="4" fill="currentColor"/>`,
    ];
  });
  const parts = [
    figureText(LEFT, 42, "LRU; dots: the mean over traces, with one standard deviation to either side", "start"),
    ...ticks.map(
      (tick) =>
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}" class="grid"/>` +
        figureText(LEFT - 8, y(tick) + 4, `${tick} %`, "end"),
    ),
    ...[0, 20, 40, 60, 80, 100].map((share) => figureText(x(share), floor + 18, `${share} %`, "middle")),
    `<path d="M${LEFT} ${TOP}V${floor}H${WIDTH - RIGHT}" fill="none" stroke="currentColor"/>`,
    `<text transform="translate(16 ${(TOP + floor) / 2}) rotate(-90)" text-anchor="middle">fault ratio, %</text>`,
    figureText((LEFT + WIDTH - RIGHT) / 2, floor + 40, "frames, as a share of each trace's pages", "middle"),
    ...lines,
    ...means,
    ...names,
    ...(rest > 0
      ? [figureText(WIDTH - RIGHT + 10, TOP + 10 + names.length * LABEL_LINE, `and ${rest} more`, "start")]
      : []),
  ];
  return figureSvg(`Miss-ratio curves of ${done.length} traces`, { width: WIDTH, height: HEIGHT, left: LEFT }, parts);
}

function ending(name: string): string {
  return name.length <= MOST_LETTERS ? name : `…${name.slice(1 - MOST_LETTERS)}`;
}
