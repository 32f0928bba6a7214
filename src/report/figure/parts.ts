import { escapeControls } from "../../words/width.ts";
import { escapeMarkup } from "./markup.ts";

/** Where a dark page is wanted, ink and paper change places. */
const STYLE = `<style>
svg { color: #1f2328; --paper: #fff; --grid: #ddd }
@media (prefers-color-scheme: dark) { svg { color: #e6edf3; --paper: #0d1117; --grid: #30363d } }
text { fill: currentColor }
.paper { fill: var(--paper) }
.grid { stroke: var(--grid) }
</style>`;

/** A figure of the laboratory: its parts on paper, under a title. */
export function figureSvg(
  title: string,
  { width, height, left }: { readonly width: number; readonly height: number; readonly left: number },
  parts: readonly string[],
  description: string | null = null,
): string {
  const name = escapeMarkup(escapeControls(title));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="12" role="img" aria-label="${name}">`,
    `<title>${name}</title>`,
    ...(description === null ? [] : [`<desc>${escapeMarkup(description)}</desc>`]),
    STYLE,
    `<rect width="${width}" height="${height}" class="paper"/>`,
    `<text x="${left}" y="26" font-size="15" font-weight="bold">${name}</text>`,
    ...parts,
    "</svg>",
  ].join("\n")}\n`;
}

/** Words in a figure. */
export function figureText(x: number, y: number, words: string, anchor: "start" | "middle" | "end"): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeMarkup(escapeControls(words))}</text>`;
}

/** Hundredths of a pixel are enough, and make the file small. */
export function place(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
