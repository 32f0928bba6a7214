import type { CurveReport } from "../../lab/curve/curve.ts";
import type { ReplayResult } from "../../lab/replay.ts";
import { elementAt } from "../../list/element-at.ts";
import { formatBytes, formatCount } from "../../words/units.ts";
import { escapeControls } from "../../words/width.ts";
import { escapeMarkup } from "../figure/markup.ts";
import { colourAt, dashAt } from "../figure/palette.ts";
import { figureSvg, figureText, place } from "../figure/parts.ts";
import { logPlace, logTicks, roundTicks } from "../figure/ticks.ts";
import { curveSteps, joined, joinedBelow, type Scales } from "./curve-steps.ts";
import { condensedInWords, type FaultMeasure, faultMeasure } from "./measure.ts";

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 64;
const RIGHT = 128;
const TOP = 48;
const BOTTOM = 64;
const FLOOR = HEIGHT - BOTTOM;
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
  const { faults, trace, sample } = report;
  const drawing = drawingOf(report, range);
  const { least, most, measure, scales } = drawing;
  const title = `Miss-ratio curve of ${trace.name}${sample === null || sample.rate === 1 ? "" : " (estimated)"}`;
  const remarks = remarksOf(drawing);
  const parts = [
    ...grid(drawing),
    ...sizes(drawing),
    `<path d="M${LEFT} ${TOP}V${FLOOR}H${WIDTH - RIGHT}" fill="none" stroke="currentColor"/>`,
    `<text transform="translate(16 ${(TOP + FLOOR) / 2}) rotate(-90)" text-anchor="middle">${measure.title.toLowerCase()}</text>`,
    figureText((LEFT + WIDTH - RIGHT) / 2, FLOOR + 51, "frames and memory", "middle"),
    ...(remarks.length === 0 ? [] : [figureText(LEFT, 41, remarks.join("; "), "start")]),
    ...policyLines(drawing),
    line("lru", curveSteps(faults, least, most, scales), "currentColor", [], 2),
    ...knees(drawing),
    ...names(drawing),
  ];
  const description = trace.condensedFrames === null ? null : condensedInWords(trace);
  return figureSvg(title, { width: WIDTH, height: HEIGHT, left: LEFT }, parts, description);
}

/** A report within the range that is drawn, and where things are in the figure. */
interface Drawing {
  readonly report: CurveReport;
  readonly least: number;
  readonly most: number;
  readonly policies: readonly ReplayResult[];
  /** The policies' labels, each once. */
  readonly labels: readonly string[];
  readonly measure: FaultMeasure;
  readonly ticks: readonly number[];
  readonly scales: Scales;
  /** The place of a height on the axis. */
  readonly at: (height: number) => number;
}

function drawingOf(report: CurveReport, range: CurveRange | undefined): Drawing {
  const { faults, leastFrames } = report;
  const least = Math.max(leastFrames, range?.least ?? leastFrames);
  const most = Math.max(least, range?.most ?? faults.length - 1);
  const policies = report.policies.filter(({ frames }) => frames >= least && frames <= most);
  const measure = faultMeasure(report.trace);
  const highest = measure.of(Math.max(...policies.map((result) => result.faults), lruFaults(report, least)));
  const ticks = roundTicks(highest, 5);
  const top = Math.max(highest, ticks.at(-1) ?? 0);
  const at = (height: number) => place(TOP + (HEIGHT - TOP - BOTTOM) * (1 - height / top));
  return {
    report,
    least,
    most,
    policies,
    labels: [...new Set(policies.map(({ label }) => label))],
    measure,
    ticks,
    scales: {
      x: (frames) => place(LEFT + (WIDTH - LEFT - RIGHT) * logPlace(frames, most, least)),
      y: (count) => at(measure.of(count)),
    },
    at,
  };
}

function lruFaults({ faults }: CurveReport, frames: number): number {
  return elementAt(faults, Math.min(frames, faults.length - 1), "size");
}

function grid({ ticks, at, measure }: Drawing): string[] {
  return ticks.map(
    (tick) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(tick)}" y2="${at(tick)}" class="grid"/>` +
      figureText(LEFT - 8, at(tick) + 4, measure.tick(tick), "end"),
  );
}

/** The sizes below the axis, in frames and memory. */
function sizes({ report, least, most, scales: { x } }: Drawing): string[] {
  let writtenTo = 0;
  return logTicks(most, least).map((tick) => {
    const mark = `<line x1="${x(tick)}" x2="${x(tick)}" y1="${FLOOR}" y2="${FLOOR + 5}" stroke="currentColor"/>`;
    const memory = formatBytes(tick * report.pageBytes);
    const half = (LETTER * memory.length) / 2;
    // A size that would touch the one before it is not written.
    if (x(tick) - half < writtenTo) return mark;
    writtenTo = x(tick) + half + 4;
    return (
      mark +
      figureText(x(tick), FLOOR + 19, formatCount(tick, 3), "middle") +
      figureText(x(tick), FLOOR + 34, memory, "middle")
    );
  });
}

function knees({ report, least, most, measure, scales: { x, y } }: Drawing): string[] {
  const inRange = report.knees.filter(({ frames }) => frames >= least && frames <= most);
  return inRange.map((knee) => {
    const words = `knee: ${formatCount(knee.frames, 3)} frames, ${measure.words(knee.faults)}`;
    const [px, py] = [x(knee.frames), y(knee.faults)];
    // To the left of the knee where there is no room to its right.
    const isLeft = px + 8 + LETTER * words.length > WIDTH - RIGHT;
    return (
      `<circle cx="${px}" cy="${py}" r="5" fill="none" stroke="currentColor"/>` +
      figureText(place(isLeft ? px - 8 : px + 8), place(py - 8), words, isLeft ? "end" : "start")
    );
  });
}

/** A line for each policy that was simulated, with a dot at each size. */
function policyLines({ report, policies, labels, scales }: Drawing): string[] {
  return labels.map((label, number) => {
    const own = policies.filter((result) => result.label === label).toSorted((a, b) => a.frames - b.frames);
    const colour = colourAt(number);
    const dots = own.map(
      ({ frames, faults }) => `<circle cx="${scales.x(frames)}" cy="${scales.y(faults)}" r="2.5" fill="${colour}"/>`,
    );
    // LRU is known at every size: its own line is not drawn a second time from some of them.
    if (isLru(own[0])) return dots.join("");
    const path = own[0]?.visibility === "future" ? joinedBelow(own, report.faults, scales) : joined(own, scales);
    return line(label, path, colour, dashAt(number), 1.25) + dots.join("");
  });
}

/** The names of LRU and the policies beside the ends of their lines. */
function names({ report, most, policies, labels, scales: { y } }: Drawing): string[] {
  const ends = labels.flatMap((label, number) => {
    const last = policies.filter((result) => result.label === label).toSorted((a, b) => b.frames - a.frames)[0];
    return last === undefined || isLru(last) ? [] : [{ label, colour: colourAt(number), at: y(last.faults) }];
  });
  const lru = { label: "lru", colour: "currentColor", at: y(lruFaults(report, most)) };
  return apart([lru, ...ends]).map(({ label, colour, at: height }) => {
    const from = WIDTH - RIGHT + 6;
    const key = `<line x1="${from}" x2="${from + 14}" y1="${height}" y2="${height}" stroke="${colour}" stroke-width="3"/>`;
    return key + figureText(from + 19, place(height + 4), label, "start");
  });
}

function remarksOf({ report, labels }: Drawing): string[] {
  const { trace, leastFrames } = report;
  return [
    ...(trace.condensedFrames === null
      ? []
      : [`condensed trace: it says nothing below ${formatCount(leastFrames, 3)} frames`]),
    ...(labels.length > 0 ? ["dots: sizes that were simulated"] : []),
  ];
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
