import { colourAt, densityAt, FREE_CELL, POOL_CELL, SHARED_CELL } from "ballonet";

type Channels = readonly [red: number, green: number, blue: number];

const LIGHT = { paper: "#ffffff", free: "#e9e9e9", shared: "#1b1b1b", pool: "#a31515" };
const DARK = { paper: "#14161a", free: "#2a2d33", shared: "#f2f2f2", pool: "#ff9a8f" };

/** Colours of the frame map's cells: guests as in the charts, free frames faint, shared frames like the text, the compressed pool red. */
export class CellColours {
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
  readonly #known = new Map<number, Channels>();
  readonly #onChange: () => void;

  /** `onChange` is called when the colour scheme changes. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#scheme.addEventListener("change", this.#refresh);
  }

  of(cell: number): Channels {
    const known = this.#known.get(cell);
    if (known !== undefined) return known;
    const { paper, free, shared, pool } = this.#scheme.matches ? DARK : LIGHT;
    const vm = cell - 1;
    const special = new Map([
      [FREE_CELL, free],
      [SHARED_CELL, shared],
      [POOL_CELL, pool],
    ]).get(cell);
    const colour =
      special !== undefined
        ? channels(special)
        : blend(channels(colourAt(vm)), channels(paper), Math.min(1, densityAt(vm) + 0.15));
    this.#known.set(cell, colour);
    return colour;
  }

  remove(): void {
    this.#scheme.removeEventListener("change", this.#refresh);
  }

  readonly #refresh = () => {
    this.#known.clear();
    this.#onChange();
  };
}

function channels(colour: string): Channels {
  const channel = (from: number) => Number.parseInt(colour.slice(from, from + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

function blend(colour: Channels, paper: Channels, density: number): Channels {
  const channel = (at: 0 | 1 | 2) => Math.round(colour[at] * density + paper[at] * (1 - density));
  return [channel(0), channel(1), channel(2)];
}
