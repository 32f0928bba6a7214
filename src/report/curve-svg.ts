import type { CurveReport } from "../lab/curve.ts";
import { percent } from "./replay-text.ts";
import { logPlace, logTicks, roundTicks } from "./ticks.ts";
import { formatBytes, formatCount } from "./units.ts";
import { escapeControls } from "./width.ts";

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 64;
const RIGHT = 24;
const TOP = 48;
const BOTTOM = 64;
const LEGEND_LINE = 18;

/** Okabe and Ito's colours, told apart by colour-blind eyes (https://jfly.uni-koeln.de/color/); black is LRU's. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];
/** Dashes tell curves apart in print; they change when the colours begin anew. */
const DASHES = ["none", "6 3", "2 3", "8 3 2 3"];

/** A miss-ratio curve as a figure: LRU's line, its knees, and the policies that were simulated. */
export function curveSvg(report: CurveReport): string {
  const { faults, references, policies, knees, pageBytes, trace, sample } = report;
  const most = faults.length - 1;
  const labels = [...new Set(policies.map(({ label }) => label))];
  const highest = Math.max(...policies.map((result) => result.faults), faults[1] ?? references) / references;
  const ticks = roundTicks(highest * 100, 5);
  const top = Math.max(highest * 100, ticks.at(-1) ?? 0);
  const x = (frames: number) => place(LEFT + (WIDTH - LEFT - RIGHT) * logPlace(frames, most));
  const y = (ratio: number) => place(TOP + (HEIGHT - TOP - BOTTOM) * (1 - (100 * ratio) / top));
  const height = HEIGHT + LEGEND_LINE * (labels.length + 1);
  const title = `Miss-ratio curve of ${escapeControls(trace.name)}${sample === null || sample.rate === 1 ? "" : " (estimated)"}`;
  const floor = HEIGHT - BOTTOM;

  const grid = ticks.map(
    (tick) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick / 100)}" y2="${y(tick / 100)}" stroke="#ddd"/>` +
      text(LEFT - 8, y(tick / 100) + 4, `${tick} %`, "end"),
  );
  const sizes = logTicks(most).map(
    (tick) =>
      `<line x1="${x(tick)}" x2="${x(tick)}" y1="${floor}" y2="${floor + 5}" stroke="#444"/>` +
      text(x(tick), floor + 19, formatCount(tick, 3), "middle") +
      text(x(tick), floor + 34, formatBytes(tick * pageBytes), "middle"),
  );
  const bends = knees.map(
    (knee) =>
      `<circle cx="${x(knee.frames)}" cy="${y(knee.faults / references)}" r="5" fill="none" stroke="#000"/>` +
      text(
        x(knee.frames) + 8,
        y(knee.faults / references) - 8,
        `knee: ${formatCount(knee.frames, 3)} frames, ${percent(knee.faults / references)} %`,
        "start",
      ),
  );
  const others = labels.map((label, at) => {
    const own = policies.filter((result) => result.label === label).toSorted((a, b) => a.frames - b.frames);
    const points = own.map((result) => [x(result.frames), y(result.faultRatio)] as const);
    const marks = points.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="2.5" fill="${colourOf(at)}"/>`);
    return line(points, colourOf(at), dashOf(at), 1.25) + marks.join("");
  });
  const legend = ["lru", ...labels].map((label, row) => {
    const at = HEIGHT + LEGEND_LINE * row;
    const colour = row === 0 ? "#000" : colourOf(row - 1);
    const sample = line(
      [[LEFT, at - 4] as const, [LEFT + 32, at - 4] as const],
      colour,
      row === 0 ? "none" : dashOf(row - 1),
      row === 0 ? 2 : 1.25,
    );
    return sample + text(LEFT + 42, at, escapeControls(label), "start");
  });
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="12" role="img" aria-label="${escapeXml(title)}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${LEFT}" y="26" font-size="15" font-weight="bold">${escapeXml(title)}</text>`,
    ...grid,
    ...sizes,
    `<path d="M${LEFT} ${TOP}V${floor}H${WIDTH - RIGHT}" fill="none" stroke="#444"/>`,
    `<text transform="translate(16 ${(TOP + floor) / 2}) rotate(-90)" text-anchor="middle">fault ratio, %</text>`,
    text((LEFT + WIDTH - RIGHT) / 2, floor + 51, "frames and memory", "middle"),
    ...others,
    line(outline(report, x, y), "#000", "none", 2),
    ...bends,
    ...legend,
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

type Point = readonly [x: number, y: number];

/** LRU's curve, with no more points than a figure can show: the first and the last of every stretch of half a pixel. */
function outline(
  { faults, references }: CurveReport,
  x: (frames: number) => number,
  y: (ratio: number) => number,
): Point[] {
  const points: Point[] = [];
  const most = faults.length - 1;
  for (let first = 1; first <= most; ) {
    const end = Math.min(most, Math.max(first, Math.floor(first * most ** (0.5 / WIDTH))));
    points.push([x(first), y((faults[first] ?? 0) / references)]);
    if (end > first) points.push([x(end), y((faults[end] ?? 0) / references)]);
    first = end + 1;
  }
  return points;
}

function line(points: readonly Point[], colour: string, dash: string, width: number): string {
  const path = points.map(([x, y]) => `${x},${y}`).join(" ");
  const dashes = dash === "none" ? "" : ` stroke-dasharray="${dash}"`;
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${width}"${dashes}/>`;
}

function text(x: number, y: number, words: string, anchor: "start" | "middle" | "end"): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeXml(words)}</text>`;
}

function colourOf(at: number): string {
  return COLOURS[at % COLOURS.length] ?? "#000";
}

function dashOf(at: number): string {
  return DASHES[Math.floor(at / COLOURS.length + 1) % DASHES.length] ?? "none";
}

/** Hundredths of a pixel are enough, and make the file small. */
function place(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
