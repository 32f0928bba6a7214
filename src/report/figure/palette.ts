import { numberArgument } from "../../parameter/argument.ts";

/** Okabe and Ito's colours, told apart by colour-blind eyes on white and on black (https://jfly.uni-koeln.de/color/). */
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#b8a91f", "#7a7a7a"];

/** Dashes tell lines apart when the colours begin again, and in black and white; in pixels, on and off. */
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 2], [8, 3, 2, 3]];

/** The colour at a place of the palette; `null` is what belongs to nobody. */
export function colourAt(place: number | null): string {
  if (place === null) return "#8a8a8a";
  return COLOURS[checked(place) % COLOURS.length] ?? "#7a7a7a";
}

/** The dashes of the line at a place of the palette: none for the first of each colour. */
export function dashAt(place: number | null): readonly number[] {
  return place === null ? [] : (DASHES[Math.floor(place / COLOURS.length) % DASHES.length] ?? []);
}

/** How dense a layer is filled: each time the colours begin again a little less. */
export function densityAt(place: number | null): number {
  return place === null ? 0.25 : Math.max(0.35, 0.85 - 0.25 * Math.floor(checked(place) / COLOURS.length));
}

function checked(place: number): number {
  return numberArgument("place", place, { least: 0, whole: true });
}
