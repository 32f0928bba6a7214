import { elementAt } from "../../list/element-at.ts";
import { cutToWidth, displayWidth } from "../../words/width.ts";
import type { Figure, FigureSheet } from "./figure.ts";
import { escapeMarkup } from "./markup.ts";
import { colourAt, dashAt, densityAt } from "./palette.ts";
import { formatFigureValue, formatMoment, momentTicks, scaleOf } from "./scale.ts";

/** Where a figure stands on its page, in pixels; the plot itself lies within the margins. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const MARGIN = { left: 66, right: 12, top: 26, bottom: 22 };
const LETTER = 6.2;
const LEGEND_LINE = 16;

/** Classes for both colour schemes; what carries meaning has its colour from the palette instead. */
export const SVG_STYLE = `<style>
svg{font:12px Helvetica,Arial,sans-serif}
.paper{fill:#fff}.ink{fill:#1b1b1b}.faint{fill:#555}.rule{stroke:#ddd}.axis{stroke:#777;fill:none}.event{stroke:#999;stroke-dasharray:1 2}
@media(prefers-color-scheme:dark){.paper{fill:#14161a}.ink{fill:#eee}.faint{fill:#aaa}.rule{stroke:#333842}.axis{stroke:#888}.event{stroke:#777}}
</style>`;

/** The height a figure's legend takes below a frame of such a width. */
export function legendHeight(figure: Figure, width: number): number {
  return figure.small ? 0 : legendRows(figure, width).length * LEGEND_LINE;
}

/** One figure with its axes, and below its frame its legend. */
export function figureSvg(figure: Figure, sheet: FigureSheet, frame: Frame): string {
  const left = frame.x + MARGIN.left;
  const right = frame.x + frame.width - MARGIN.right;
  const top = frame.y + MARGIN.top;
  const floor = frame.y + frame.height - MARGIN.bottom;
  const until = sheet.seconds.at(-1) || 1;
  const scale = scaleOf(figure, figure.small ? 2 : 4);
  const x = (seconds: number) => rounded(left + ((right - left) * seconds) / until);
  const y = (value: number | null) =>
    value === null ? top : rounded(floor - ((floor - top) * (value - scale.least)) / (scale.most - scale.least));
  const title = cutToWidth(figure.title, Math.floor(frame.width / LETTER));
  const moments = momentTicks(0, until, figure.small ? 2 : 8);
  return [
    `<g role="img" aria-label="${escapeMarkup(figure.title)}">`,
    `<text class="ink" x="${left}" y="${frame.y + 16}" font-weight="${figure.small ? "normal" : "bold"}">${escapeMarkup(title)}</text>`,
    ...scale.ticks.map(
      (tick) =>
        `<path class="rule" d="M${left} ${y(tick)}H${right}"/>` +
        `<text class="faint" x="${left - 6}" y="${y(tick) + 4}" text-anchor="end">${formatFigureValue(tick, figure.unit)}</text>`,
    ),
    ...(scale.endless === null
      ? []
      : [`<text class="faint" x="${left - 6}" y="${top + 4}" text-anchor="end">∞</text>`]),
    ...moments.map(
      (moment) =>
        `<path class="axis" d="M${x(moment)} ${floor}v4"/>` +
        `<text class="faint" x="${x(moment)}" y="${floor + 17}" text-anchor="${anchor(moment, until)}">${formatMoment(moment)}</text>`,
    ),
    ...(figure.shape === "stack" ? layers(figure, sheet, x, y) : lines(figure, sheet, x, y)),
    ...(figure.small
      ? []
      : sheet.events.map((event) => `<path class="event" d="M${x(event.seconds)} ${top}V${floor}"/>`)),
    `<path class="axis" d="M${left} ${top}V${floor}H${right}"/>`,
    ...(figure.small ? [] : legend(figure, frame)),
    "</g>",
  ].join("\n");
}

function anchor(moment: number, until: number): "start" | "middle" | "end" {
  if (moment === 0) return "start";
  return moment > until * 0.95 ? "end" : "middle";
}

type Place = (value: number) => number;

/** The height of a value; one without end is drawn at the top. */
type Height = (value: number | null) => number;

function lines(figure: Figure, { seconds }: FigureSheet, x: Place, y: Height): string[] {
  return figure.lines.map(({ values, colour, wanted }) => {
    const points = values.map((value, at) => `${x(elementAt(seconds, at, "moment"))},${y(value)}`).join(" ");
    const dash = wanted ? [3, 2] : dashAt(colour);
    const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(" ")}"` : "";
    return `<polyline points="${points}" fill="none" stroke="${colourAt(colour)}" stroke-width="${wanted ? 1 : 1.5}" stroke-linejoin="round"${dashes}/>`;
  });
}

function layers(figure: Figure, { seconds }: FigureSheet, x: Place, y: Height): string[] {
  let below = seconds.map(() => 0);
  return figure.lines.map(({ values, colour }) => {
    const floor = below;
    const roof = below.map((value, at) => value + (elementAt(values, at, "moment") ?? 0));
    below = roof;
    const there = roof.map((value, at) => `${x(elementAt(seconds, at, "moment"))} ${y(value)}`);
    const back = floor.map((value, at) => `${x(elementAt(seconds, at, "moment"))} ${y(value)}`).reverse();
    if (there.length === 0) return "";
    return `<path d="M${there.join("L")}L${back.join("L")}Z" fill="${colourAt(colour)}" fill-opacity="${densityAt(colour)}" stroke="none"/>`;
  });
}

function legendRows(figure: Figure, width: number): Figure["lines"][number][][] {
  const rows: Figure["lines"][number][][] = [];
  let room = 0;
  for (const line of figure.lines) {
    const needs = entryWidth(line.label);
    const row = rows.at(-1);
    if (row === undefined || room < needs) {
      rows.push([line]);
      room = width - MARGIN.left - MARGIN.right - needs;
    } else {
      row.push(line);
      room -= needs;
    }
  }
  return rows;
}

function legend(figure: Figure, frame: Frame): string[] {
  return legendRows(figure, frame.width).flatMap((row, at) => {
    let x = frame.x + MARGIN.left;
    const y = frame.y + frame.height + LEGEND_LINE * (at + 1) - 5;
    return row.map((line) => {
      const key =
        figure.shape === "stack"
          ? `<rect x="${x}" y="${y - 9}" width="16" height="10" fill="${colourAt(line.colour)}" fill-opacity="${densityAt(line.colour)}"/>`
          : `<path d="M${x} ${y - 4}h16" stroke="${colourAt(line.colour)}" stroke-width="2" stroke-dasharray="${dashAt(line.colour).join(" ")}"/>`;
      const entry = `${key}<text class="ink" x="${x + 21}" y="${y}">${escapeMarkup(label(line.label))}</text>`;
      x += entryWidth(line.label);
      return entry;
    });
  });
}

function label(text: string): string {
  return cutToWidth(text, 40);
}

function entryWidth(text: string): number {
  return 38 + Math.ceil(displayWidth(label(text)) * LETTER);
}

/** Hundredths of a pixel are enough, and make the file small. */
function rounded(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
