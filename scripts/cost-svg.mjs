// Draws the cost of a reference against a quantity, with the axes and colours of the reports.

import { escapeMarkup } from "../dist/report/figure/markup.js";
import { colourAt } from "../dist/report/figure/palette.js";
import { SVG_STYLE } from "../dist/report/figure/svg.js";
import { logPlace, logTicks, roundTicks } from "../dist/report/figure/ticks.js";

const WIDTH = 560;
const HEIGHT = 280;
const LEFT = 56;
const RIGHT = 150;
const TOP = 40;
const BOTTOM = 52;
const FLOOR = HEIGHT - BOTTOM;

const place = (pixels) => Math.round(pixels * 10) / 10;

/** An SVG line chart of lines `{ label, points: [[at, ns], …] }`. The horizontal axis is logarithmic, or linear from 0 on. */
export function costSvg(title, axis, lines, isLinear) {
  const points = lines.flatMap((line) => line.points);
  const least = isLinear ? 0 : Math.min(...points.map(([at]) => at));
  const most = Math.max(...points.map(([at]) => at));
  const highest = Math.max(...points.map(([, ns]) => ns));
  const ticks = roundTicks(highest * 1.05, 5);
  const share = (at) => (isLinear ? at / most : logPlace(at, most, least));
  const x = (at) => place(LEFT + (WIDTH - LEFT - RIGHT) * share(at));
  const y = (ns) => place(FLOOR - ((FLOOR - TOP) * ns) / (highest * 1.05));
  const marks = isLinear ? roundTicks(most, 6) : logTicks(most, least);
  // Places the labels top down, at least one line apart.
  let lowest = TOP - 16;
  const ends = lines
    .map(({ label, points: own }, index) => ({ label, index, at: y(own.at(-1)[1]) }))
    .toSorted((a, b) => a.at - b.at)
    .map((end) => {
      lowest = Math.max(lowest + 16, end.at);
      return { ...end, at: lowest };
    });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeMarkup(title)}">`,
    `<title>${escapeMarkup(title)}</title>`,
    SVG_STYLE,
    `<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="ink" x="${LEFT}" y="22" font-weight="bold">${escapeMarkup(title)}</text>`,
    ...ticks.map(
      (tick) =>
        `<path class="rule" d="M${LEFT} ${y(tick)}H${WIDTH - RIGHT}"/><text class="faint" x="${LEFT - 6}" y="${y(tick) + 4}" text-anchor="end">${tick} ns</text>`,
    ),
    ...marks.map(
      (mark) =>
        `<path class="axis" d="M${x(mark)} ${FLOOR}v4"/><text class="faint" x="${x(mark)}" y="${FLOOR + 18}" text-anchor="middle">${mark}</text>`,
    ),
    `<path class="axis" d="M${LEFT} ${TOP}V${FLOOR}H${WIDTH - RIGHT}"/>`,
    `<text class="faint" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${escapeMarkup(axis)}</text>`,
    ...lines.map(({ points: own }, index) => {
      const path = own.map(([at, ns]) => `${x(at)},${y(ns)}`).join(" ");
      const dots = own.map(([at, ns]) => `<circle cx="${x(at)}" cy="${y(ns)}" r="3" fill="${colourAt(index)}"/>`);
      return `<polyline points="${path}" fill="none" stroke="${colourAt(index)}" stroke-width="2"/>${dots.join("")}`;
    }),
    ...ends.map(
      ({ label, index, at }) =>
        `<path d="M${WIDTH - RIGHT + 8} ${at}h12" stroke="${colourAt(index)}" stroke-width="3"/><text class="ink" x="${WIDTH - RIGHT + 25}" y="${place(at + 4)}">${escapeMarkup(label)}</text>`,
    ),
    "</svg>",
  ].join("\n")}\n`;
}
