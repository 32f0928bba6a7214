import { colourAt, densityAt, FREE_CELL, POOL_CELL, SHARED_CELL } from "ballonet";

type Channels = readonly [red: number, green: number, blue: number];

const LIGHT = { paper: "#ffffff", free: "#e9e9e9", shared: "#1b1b1b", pool: "#a31515" };
const DARK = { paper: "#14161a", free: "#2a2d33", shared: "#f2f2f2", pool: "#ff9a8f" };

/** What the cells of a map of frames look like: a guest's colour as in the diagrams, free frames faint, shared ones as the ink, those of the pool of compressed pages red. */
export class CellColours {
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
  readonly #known = new Map<number, Channels>();
  readonly #onChange: () => void;

  /** `onChange`: all of them look different now. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#scheme.addEventListener("change", this.#renew);
  }

  of(cell: number): Channels {
    const known = this.#known.get(cell);
    if (known !== undefined) return known;
    const { paper, free, shared, pool } = this.#scheme.matches ? DARK : LIGHT;
    const place = cell - 1;
    const special = new Map([
      [FREE_CELL, free],
      [SHARED_CELL, shared],
      [POOL_CELL, pool],
    ]).get(cell);
    const made =
      special !== undefined
        ? channels(special)
        : mixed(channels(colourAt(place)), channels(paper), Math.min(1, densityAt(place) + 0.15));
    this.#known.set(cell, made);
    return made;
  }

  remove(): void {
    this.#scheme.removeEventListener("change", this.#renew);
  }

  readonly #renew = () => {
    this.#known.clear();
    this.#onChange();
  };
}

function channels(colour: string): Channels {
  const channel = (from: number) => Number.parseInt(colour.slice(from, from + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

function mixed(colour: Channels, paper: Channels, density: number): Channels {
  const channel = (at: 0 | 1 | 2) => Math.round(colour[at] * density + paper[at] * (1 - density));
  return [channel(0), channel(1), channel(2)];
}
