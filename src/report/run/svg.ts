import type { Result } from "../../simulation/result.ts";
import { wrapToWidth } from "../../words/width.ts";
import type { Figure, FigureSheet } from "../figure/figure.ts";
import { escapeMarkup } from "../figure/markup.ts";
import { figureSvg, legendHeight, SVG_STYLE } from "../figure/svg.ts";
import { figuresOf } from "./figures.ts";
import { subject, verdict } from "./headline.ts";

const WIDTH = 760;
const HEIGHT = 190;
const SMALL_HEIGHT = 110;
const SMALL_ACROSS = 3;
const GAP = 14;
const LINE = 17;
/** As many letters as fit into a line of the heading. */
const LETTERS = 112;
/** More points than this no paper shows. */
const MOMENTS = 240;

/** A run as one figure for paper or a page: its result, and its diagrams one above the other with a common time axis. */
export function runSvg(result: Result): string {
  const sheet = figuresOf(result, MOMENTS);
  const heading = [
    ...wrapToWidth(subject(result), LETTERS),
    ...verdict(result).flatMap(({ text }) => wrapToWidth(text, LETTERS)),
  ];
  const { parts, height } = stacked(sheet, 14 + LINE * heading.length);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">`,
    `<title>${escapeMarkup(heading.join(" "))}</title>`,
    SVG_STYLE,
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    ...heading.map((text, at) => `<text class="ink" x="16" y="${20 + LINE * at}">${escapeMarkup(text)}</text>`),
    ...parts,
    "</svg>",
  ].join("\n")}\n`;
}

/** Every figure below the one before it, small ones side by side. */
function stacked(sheet: FigureSheet, from: number): { parts: string[]; height: number } {
  const parts: string[] = [];
  const across = (WIDTH - 8) / SMALL_ACROSS;
  let y = from;
  let column = 0;
  const endRow = () => {
    if (column > 0) y += SMALL_HEIGHT + GAP;
    column = 0;
  };
  for (const figure of worthDrawing(sheet.figures)) {
    if (figure.small) {
      parts.push(figureSvg(figure, sheet, { x: column * across, y, width: across, height: SMALL_HEIGHT }));
      column += 1;
      if (column === SMALL_ACROSS) endRow();
    } else {
      endRow();
      parts.push(figureSvg(figure, sheet, { x: 0, y, width: WIDTH, height: HEIGHT }));
      y += HEIGHT + legendHeight(figure, WIDTH) + GAP;
    }
  }
  endRow();
  return { parts, height: y };
}

/** Balloons that never moved and disks that never worked take no room. */
function worthDrawing(figures: readonly Figure[]): Figure[] {
  return figures.filter(({ id, lines }) => {
    const dispensable =
      id.startsWith("balloon-") || id === "faults" || id === "swap" || id === "disks" || id === "stalls";
    return !dispensable || lines.some(({ values }) => values.some((value) => value !== 0));
  });
}
