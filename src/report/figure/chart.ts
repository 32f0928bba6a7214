import uPlot from "uplot";
import { elementAt } from "../../list/element-at.ts";
import type { Figure, FigureSheet } from "./figure.ts";
import { colourAt, dashAt, densityAt } from "./palette.ts";
import { type FigureScale, formatFigureValue, formatMoment, momentTicks, scaleOf } from "./scale.ts";

/** What can be done with drawn figures. */
export interface DrawnFigures {
  /** Shows other values of the same figures, for a run that goes on; `beside` is the sheet of a run that is drawn elsewhere on the same scales. */
  update(sheet: FigureSheet, beside?: FigureSheet): void;
  /** Takes the figures away. */
  remove(): void;
}

const HEIGHT = 210;
const SMALL_HEIGHT = 130;

/**
 * Draws every figure of a sheet into an element, one below the other, small ones in a grid. They share their time axis: the
 * cursor is in all of them at once, a stretch of time that is marked in one is shown by all, a double click shows the whole run again.
 * `firstBeside`: as in `update`.
 */
export function drawFigures(place: HTMLElement, first: FigureSheet, firstBeside?: FigureSheet): DrawnFigures {
  return new Drawing(place, first, firstBeside);
}

/** A stretch of time, in seconds. */
interface Stretch {
  readonly min: number;
  readonly max: number;
}

/** One figure on the page. */
interface Chart {
  readonly plot: uPlot;
  readonly box: HTMLElement;
  readonly id: string;
}

class Drawing implements DrawnFigures {
  readonly #charts: readonly Chart[];
  readonly #observer = new ResizeObserver(() => this.#fillWidth());
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
  readonly #repaint = () => {
    for (const { plot } of this.#charts) plot.redraw(false, true);
  };
  #sheet: FigureSheet;
  #beside: FigureSheet | undefined;
  /** The stretch that is marked; `null`: all of it is shown. */
  #shown: Stretch | null = null;

  constructor(place: HTMLElement, sheet: FigureSheet, beside: FigureSheet | undefined) {
    this.#sheet = sheet;
    this.#beside = beside;
    const { key } = uPlot.sync(`ballonet-${Math.floor(performance.now() * 1000)}`);
    this.#charts = sheet.figures.map((figure) => this.#draw(place, figure, key));
    this.#observer.observe(place);
    this.#scheme.addEventListener("change", this.#repaint);
    this.#fillWidth();
  }

  update(sheet: FigureSheet, beside?: FigureSheet): void {
    this.#sheet = sheet;
    this.#beside = beside;
    for (const { plot, id } of this.#charts) {
      const figure = this.#figureOf(id);
      if (figure === undefined) continue;
      const scale = this.#scaleOf(figure);
      plot.setData(dataOf(figure, sheet, scale), false);
      plot.setScale("x", this.#shown ?? whole(sheet));
      plot.setScale("y", { min: scale.least, max: scale.most });
      describe(plot, figure, scale);
    }
  }

  remove(): void {
    this.#observer.disconnect();
    this.#scheme.removeEventListener("change", this.#repaint);
    for (const { plot, box } of this.#charts) {
      plot.destroy();
      box.remove();
    }
  }

  #draw(place: HTMLElement, figure: Figure, syncKey: string): Chart {
    const box = document.createElement("figure");
    box.className = figure.small ? "chart small" : "chart";
    box.setAttribute("aria-label", figure.title);
    const caption = document.createElement("figcaption");
    caption.textContent = figure.title;
    const canvas = document.createElement("div");
    box.append(caption, canvas);
    place.append(box);
    const options = optionsOf(
      figure,
      () => this.#sheet,
      () => this.#scaleOf(figure),
      () => this.#shown,
      (range) => this.#zoom(range),
      syncKey,
    );
    const scale = this.#scaleOf(figure);
    const plot = new uPlot(options, dataOf(figure, this.#sheet, scale), canvas);
    describe(plot, figure, scale);
    return { plot, box, id: figure.id };
  }

  #zoom(range: Stretch | null): void {
    this.#shown = range;
    for (const { plot } of this.#charts) plot.setScale("x", range ?? whole(this.#sheet));
  }

  #fillWidth(): void {
    for (const { plot, box, id } of this.#charts) {
      const width = Math.max(160, Math.floor(box.clientWidth));
      const height = this.#figureOf(id)?.small ? SMALL_HEIGHT : HEIGHT;
      if (width !== plot.width) plot.setSize({ width, height });
    }
  }

  #figureOf(id: string): Figure | undefined {
    return this.#sheet.figures.find((figure) => figure.id === id);
  }

  /** The scale of a figure as it is now. */
  #scaleOf(figure: Figure): FigureScale {
    const beside = this.#beside?.figures.find(({ id }) => id === figure.id);
    return scaleOf(this.#figureOf(figure.id) ?? figure, figure.small ? 2 : 4, beside);
  }
}

function whole({ seconds }: FigureSheet): Stretch {
  return { min: 0, max: Math.max(seconds.at(-1) ?? 0, 1e-3) };
}

function optionsOf(
  figure: Figure,
  sheet: () => FigureSheet,
  scale: () => FigureScale,
  shown: () => Stretch | null,
  zoom: (range: Stretch | null) => void,
  syncKey: string,
): uPlot.Options {
  const { lines, unit, shape, small } = figure;
  // A stack is drawn from its top down, each layer over the one above it, so that what is seen of each is its own part.
  const order = shape === "stack" ? lines.map((_, at) => lines.length - 1 - at) : lines.map((_, at) => at);
  return {
    width: 600,
    height: small ? SMALL_HEIGHT : HEIGHT,
    padding: [10, 24, 0, 0],
    scales: {
      x: { time: false, range: (_plot, min, max) => (shown() === null ? [0, whole(sheet()).max] : [min, max]) },
      y: { range: () => [scale().least, scale().most] },
    },
    axes: [
      {
        ...ink(),
        splits: (plot, _axis, min, max) =>
          momentTicks(min, max, Math.max(2, Math.min(8, Math.floor(plot.width / 90) - 1))),
        values: (_plot, splits) => splits.map(formatMoment),
      },
      {
        ...ink(),
        size: 78,
        splits: () => [...scale().ticks, ...(scale().endless === null ? [] : [scale().most])],
        values: (_plot, splits) =>
          splits.map((value) => formatFigureValue(value === scale().endless ? null : value, unit)),
      },
    ],
    cursor: {
      sync: { key: syncKey },
      drag: { x: true, y: false, setScale: false },
      points: { show: shape === "lines" },
    },
    legend: { live: true },
    series: [
      { label: "time", value: (_plot, seconds) => (seconds === null ? "–" : formatMoment(seconds)) },
      ...order.map((at) => seriesOf(figure, at, sheet)),
    ],
    hooks: {
      draw: [(plot) => markEvents(plot, sheet())],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 3) return;
          zoom({ min: plot.posToVal(left, "x"), max: plot.posToVal(left + width, "x") });
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      ready: [(plot) => plot.over.addEventListener("dblclick", () => zoom(null))],
    },
  };
}

function seriesOf(figure: Figure, at: number, sheet: () => FigureSheet): uPlot.Series {
  const { lines, shape, unit, id } = figure;
  const line = lines[at];
  const colour = colourAt(line?.colour ?? null);
  const own = (moment: number | null) => {
    const values = sheet().figures.find((one) => one.id === id)?.lines[at]?.values;
    return moment === null ? undefined : values?.[moment];
  };
  const value = (_plot: uPlot, _raw: number, _series: number, moment: number | null) => {
    const found = own(moment);
    return found === undefined ? "–" : formatFigureValue(found, unit);
  };
  const label = line?.label ?? "";
  if (shape === "stack") {
    // Opaque below and thinned on top: otherwise the layers behind would shine through.
    return {
      label,
      value,
      stroke: colour,
      width: 0,
      fill: mixed(colour, densityAt(line?.colour ?? null)),
      points: { show: false },
    };
  }
  const dash = line?.wanted ? [3, 2] : [...dashAt(line?.colour ?? null)];
  return { label, value, stroke: colour, width: line?.wanted ? 1 : 1.5, dash, points: { show: false } };
}

/** A colour over the page's paper, opaque. */
function mixed(colour: string, density: number): () => string {
  return () => {
    const paper = isDark() ? 0x18 : 0xff;
    const channel = (from: number) => {
      const value = Number.parseInt(colour.slice(from, from + 2), 16);
      return Math.round(value * density + paper * (1 - density));
    };
    return `rgb(${channel(1)} ${channel(3)} ${channel(5)})`;
  };
}

function dataOf(figure: Figure, { seconds }: FigureSheet, { most }: FigureScale): uPlot.AlignedData {
  const { lines, shape } = figure;
  if (shape === "lines") {
    // What has no end is drawn at the top, above all that has one: a gap would look as if nothing had been.
    return [[...seconds], ...lines.map(({ values }) => values.map((value) => value ?? most))];
  }
  let below = seconds.map(() => 0);
  const roofs = lines.map(({ values }) => {
    below = below.map((value, moment) => value + (elementAt(values, moment, "moment") ?? 0));
    return below;
  });
  return [[...seconds], ...roofs.reverse()];
}

function markEvents(plot: uPlot, { events }: FigureSheet): void {
  const { ctx, bbox } = plot;
  const { min = 0, max = 0 } = plot.scales.x ?? {};
  ctx.save();
  ctx.strokeStyle = isDark() ? "#888" : "#999";
  ctx.setLineDash([2, 4]);
  ctx.beginPath();
  for (const { seconds } of events) {
    if (seconds < (min ?? 0) || seconds > (max ?? 0)) continue;
    const x = Math.round(plot.valToPos(seconds, "x", true)) + 0.5;
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}

function ink(): Pick<uPlot.Axis, "stroke" | "grid" | "ticks"> {
  return {
    stroke: () => (isDark() ? "#b8bcc4" : "#555"),
    grid: { stroke: () => (isDark() ? "#31353d" : "#e4e4e4"), width: 1 },
    ticks: { stroke: () => (isDark() ? "#31353d" : "#e4e4e4"), width: 1 },
  };
}

function isDark(): boolean {
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

/** What a screen reader says of the picture. */
function describe(plot: uPlot, figure: Figure, { least, most, endless }: FigureScale): void {
  const canvas = plot.root.querySelector("canvas");
  const ends = figure.lines.map(({ label, values }) => {
    const last = values.at(-1);
    return `${label} ${last === undefined ? "–" : formatFigureValue(last, figure.unit)}`;
  });
  canvas?.setAttribute("role", "img");
  const axis = [least, endless === null ? most : null].map((value) => formatFigureValue(value, figure.unit));
  canvas?.setAttribute(
    "aria-label",
    `${figure.title}, drawn from ${axis.join(" to ")}; at the end: ${ends.join(", ")}`,
  );
}
