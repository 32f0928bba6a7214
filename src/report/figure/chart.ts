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
  let sheet = first;
  let beside = firstBeside;
  const sync = uPlot.sync(`ballonet-${Math.floor(performance.now() * 1000)}`);
  const charts: { readonly plot: uPlot; readonly box: HTMLElement; readonly id: string }[] = [];
  let shown: { min: number; max: number } | null = null;
  const figureOf = (id: string) => sheet.figures.find((figure) => figure.id === id);
  const scaleNow = (figure: Figure) =>
    scaleOf(
      figureOf(figure.id) ?? figure,
      figure.small ? 2 : 4,
      beside?.figures.find(({ id }) => id === figure.id),
    );
  const zoom = (range: { min: number; max: number } | null) => {
    shown = range;
    for (const { plot } of charts) plot.setScale("x", range ?? whole(sheet));
  };

  for (const figure of sheet.figures) {
    const box = document.createElement("figure");
    box.className = figure.small ? "chart small" : "chart";
    box.setAttribute("aria-label", figure.title);
    const caption = document.createElement("figcaption");
    caption.textContent = figure.title;
    const canvas = document.createElement("div");
    box.append(caption, canvas);
    place.append(box);
    const plot = new uPlot(
      optionsOf(
        figure,
        () => sheet,
        () => scaleNow(figure),
        () => shown,
        zoom,
        sync.key,
      ),
      dataOf(figure, sheet, scaleNow(figure)),
      canvas,
    );
    describe(plot, figure, scaleNow(figure));
    charts.push({ plot, box, id: figure.id });
  }

  const fillWidth = () => {
    for (const { plot, box, id } of charts) {
      const width = Math.max(160, Math.floor(box.clientWidth));
      if (width !== plot.width) plot.setSize({ width, height: figureOf(id)?.small ? SMALL_HEIGHT : HEIGHT });
    }
  };
  const observer = new ResizeObserver(fillWidth);
  observer.observe(place);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const repaint = () => {
    for (const { plot } of charts) plot.redraw(false, true);
  };
  scheme.addEventListener("change", repaint);
  fillWidth();

  return {
    update(next, nextBeside) {
      sheet = next;
      beside = nextBeside;
      for (const { plot, id } of charts) {
        const figure = figureOf(id);
        if (figure === undefined) continue;
        const { least, most } = scaleNow(figure);
        plot.setData(dataOf(figure, sheet, scaleNow(figure)), false);
        plot.setScale("x", shown ?? whole(sheet));
        plot.setScale("y", { min: least, max: most });
        describe(plot, figure, scaleNow(figure));
      }
    },
    remove() {
      observer.disconnect();
      scheme.removeEventListener("change", repaint);
      for (const { plot, box } of charts) {
        plot.destroy();
        box.remove();
      }
    },
  };
}

function whole({ seconds }: FigureSheet): { min: number; max: number } {
  return { min: 0, max: Math.max(seconds.at(-1) ?? 0, 1e-3) };
}

function optionsOf(
  figure: Figure,
  sheet: () => FigureSheet,
  scale: () => FigureScale,
  shown: () => { min: number; max: number } | null,
  zoom: (range: { min: number; max: number } | null) => void,
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
