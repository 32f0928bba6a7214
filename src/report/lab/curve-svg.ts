import type { CurveReport } from "../../lab/curve/curve.ts";
import type { ReplayResult } from "../../lab/replay.ts";
import { formatBytes, formatCount } from "../../words/units.ts";
import { escapeControls } from "../../words/width.ts";
import { escapeMarkup } from "../figure/markup.ts";
import { colourAt, dashAt } from "../figure/palette.ts";
import { figureSvg, figureText, place } from "../figure/parts.ts";
import { logPlace, logTicks, roundTicks } from "../figure/ticks.ts";
import { curveSteps, joined, joinedBelow, type Scales } from "./curve-steps.ts";
import { condensedInWords, faultMeasure } from "./measure.ts";

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 64;
const RIGHT = 128;
const TOP = 48;
const BOTTOM = 64;
/** Names beside the ends of curves stand at least so far apart. */
const LABEL_LINE = 15;
/** About the width of a letter. */
const LETTER = 6.3;

/** The sizes that a figure shows. */
export interface CurveRange {
  readonly least: number;
  readonly most: number;
}

/** A miss-ratio curve as a figure, of all sizes or a range: LRU's steps, its knees, and the policies that were simulated. */
export function curveSvg(report: CurveReport, range?: CurveRange): string {
  const { faults, leastFrames, pageBytes, trace, sample } = report;
  const least = Math.max(leastFrames, range?.least ?? leastFrames);
  const most = Math.max(least, range?.most ?? faults.length - 1);
  const inRange = ({ frames }: { readonly frames: number }) => frames >= least && frames <= most;
  const policies = report.policies.filter(inRange);
  const knees = report.knees.filter(inRange);
  const labels = [...new Set(policies.map(({ label }) => label))];
  const measure = faultMeasure(trace);
  const lru = (frames: number) => faults[Math.min(frames, faults.length - 1)] ?? 0;
  const highest = measure.of(Math.max(...policies.map((result) => result.faults), lru(least)));
  const ticks = roundTicks(highest, 5);
  const top = Math.max(highest, ticks.at(-1) ?? 0);
  const x = (frames: number) => place(LEFT + (WIDTH - LEFT - RIGHT) * logPlace(frames, most, least));
  const at = (height: number) => place(TOP + (HEIGHT - TOP - BOTTOM) * (1 - height / top));
  const y = (count: number) => at(measure.of(count));
  const scales: Scales = { x, y };
  const title = `Miss-ratio curve of ${trace.name}${sample === null || sample.rate === 1 ? "" : " (estimated)"}`;
  const floor = HEIGHT - BOTTOM;
  const isCondensed = trace.condensedFrames !== null;

  const grid = ticks.map(
    (tick) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(tick)}" y2="${at(tick)}" class="grid"/>` +
      figureText(LEFT - 8, at(tick) + 4, measure.tick(tick), "end"),
  );
  let writtenTo = 0;
  const sizes = logTicks(most, least).map((tick) => {
    const mark = `<line x1="${x(tick)}" x2="${x(tick)}" y1="${floor}" y2="${floor + 5}" stroke="currentColor"/>`;
    const memory = formatBytes(tick * pageBytes);
    const half = (LETTER * memory.length) / 2;
    // What would touch the size before it is not written.
    if (x(tick) - half < writtenTo) return mark;
    writtenTo = x(tick) + half + 4;
    return (
      mark +
      figureText(x(tick), floor + 19, formatCount(tick, 3), "middle") +
      figureText(x(tick), floor + 34, memory, "middle")
    );
  });
  const bends = knees.map((knee) => {
    const words = `knee: ${formatCount(knee.frames, 3)} frames, ${measure.words(knee.faults)}`;
    const [px, py] = [x(knee.frames), y(knee.faults)];
    // To the left of the knee where there is no room to its right.
    const isLeft = px + 8 + LETTER * words.length > WIDTH - RIGHT;
    return (
      `<circle cx="${px}" cy="${py}" r="5" fill="none" stroke="currentColor"/>` +
      figureText(place(isLeft ? px - 8 : px + 8), place(py - 8), words, isLeft ? "end" : "start")
    );
  });
  const others = labels.map((label, number) => {
    const own = policies.filter((result) => result.label === label).toSorted((a, b) => a.frames - b.frames);
    const colour = colourAt(number);
    const dots = own.map(
      ({ frames, faults: count }) => `<circle cx="${x(frames)}" cy="${y(count)}" r="2.5" fill="${colour}"/>`,
    );
    // LRU is known at every size: its own line is not drawn a second time from some of them.
    if (isLru(own[0])) return dots.join("");
    const path = own[0]?.visibility === "future" ? joinedBelow(own, faults, scales) : joined(own, scales);
    return line(label, path, colour, dashAt(number), 1.25) + dots.join("");
  });
  const ends = labels.flatMap((label, number) => {
    const last = policies.filter((result) => result.label === label).toSorted((a, b) => b.frames - a.frames)[0];
    return last === undefined || isLru(last) ? [] : [{ label, colour: colourAt(number), at: y(last.faults) }];
  });
  const names = apart([{ label: "lru", colour: "currentColor", at: y(lru(most)) }, ...ends]).map(
    ({ label, colour, at: height }) => {
      const from = WIDTH - RIGHT + 6;
      const key = `<line x1="${from}" x2="${from + 14}" y1="${height}" y2="${height}" stroke="${colour}" stroke-width="3"/>`;
      return key + figureText(from + 19, place(height + 4), label, "start");
    },
  );
  const remarks = [
    ...(isCondensed ? [`condensed trace: it says nothing below ${formatCount(leastFrames, 3)} frames`] : []),
    ...(labels.length > 0 ? ["dots: sizes that were simulated"] : []),
  ];
  const parts = [
    ...grid,
    ...sizes,
    `<path d="M${LEFT} ${TOP}V${floor}H${WIDTH - RIGHT}" fill="none" stroke="currentColor"/>`,
    `<text transform="translate(16 ${(TOP + floor) / 2}) rotate(-90)" text-anchor="middle">${measure.title.toLowerCase()}</text>`,
    figureText((LEFT + WIDTH - RIGHT) / 2, floor + 51, "frames and memory", "middle"),
    ...(remarks.length === 0 ? [] : [figureText(LEFT, 41, remarks.join("; "), "start")]),
    ...others,
    line("lru", curveSteps(faults, least, most, scales), "currentColor", [], 2),
    ...bends,
    ...names,
  ];
  const description = isCondensed ? condensedInWords(trace) : null;
  return figureSvg(title, { width: WIDTH, height: HEIGHT, left: LEFT }, parts, description);
}

function isLru(result: ReplayResult | undefined): boolean {
  return result?.policy === "lru";
}

interface Label {
  readonly label: string;
  readonly colour: string;
  readonly at: number;
}

/** Labels from top to bottom, moved apart so that each can be read and none is below the figure. */
function apart(labels: readonly Label[]): Label[] {
  const sorted = labels.toSorted((a, b) => a.at - b.at);
  let floor = HEIGHT - BOTTOM + 10;
  const lifted = sorted.toReversed().map((label) => {
    const at = Math.min(label.at, floor);
    floor = at - LABEL_LINE;
    return { ...label, at };
  });
  return lifted.toReversed();
}

function line(label: string, path: string, colour: string, dash: readonly number[], width: number): string {
  const dashes = dash.length === 0 ? "" : ` stroke-dasharray="${dash.join(" ")}"`;
  const name = `data-policy="${escapeMarkup(escapeControls(label))}"`;
  return `<path ${name} d="${path}" fill="none" stroke="${colour}" stroke-width="${width}"${dashes}/>`;
}
