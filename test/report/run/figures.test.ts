import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Figure } from "../../../src/report/figure/figure.ts";
import {
  formatFigureValue,
  formatMoment,
  momentTicks,
  scaleBetween,
  scaleOf,
} from "../../../src/report/figure/scale.ts";
import { figureSvg } from "../../../src/report/figure/svg.ts";
import { figuresOf } from "../../../src/report/run/figures.ts";
import { gaplessSizes } from "../../twin/scenario/small.ts";
import { anyResult } from "../any-result.ts";
import { result, TIMES, vmResult, vmSeries } from "../build.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

const KSM = {
  pagesToScan: 100,
  sleepNs: 20e6,
  twice: true,
  twiceAlways: false,
  smartScan: false,
  zeroPages: false,
  unmergesZeroes: false,
  beforeSwap: false,
  mostSharers: 256,
  scanNs: 700,
  mergeNs: 1000,
  copyNs: 500,
  tuning: null,
};
const ZSWAP = {
  mostPages: 1000,
  acceptPages: 900,
  keepBytes: 3000,
  vmShare: null,
  compressNs: 8000,
  decompressNs: 3000,
  ...gaplessSizes(1000, 2000, 1500),
};

function figure(id: string, of = result([vmResult("a"), vmResult("b")])): Figure {
  const found = figuresOf(of).figures.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no figure ${id}`);
  return found;
}

describe("the figures of a run", () => {
  it("stack what backs each VM and what is free up to the host's memory", () => {
    const { lines, most } = figure("memory");
    expect(lines.map(({ label }) => label)).toEqual(["a", "b", "free"]);
    expect(lines[0]?.values).toEqual(TIMES.map(() => 5 * GIB));
    // The host of the built result has 31 GiB − 3 GiB a sample, at least 300 MiB.
    expect(lines[2]?.values.slice(0, 2)).toEqual([31 * GIB, 28 * GIB]);
    expect(lines[2]?.values.at(-1)).toBe(300 * MIB);
    expect(most).toBe(31 * GIB);
  });

  it("stack what several share once: the layers add up to the host's memory", () => {
    const two = result([vmResult("a"), vmResult("b")]);
    // Each of 5 GiB, 3 GiB of them on 4 GiB of frames of which 2 GiB are saved; 1 GiB holds compressed pages, and 22 of 31 GiB are free.
    const pages = (gib: number) => TIMES.map(() => (gib * GIB) / 4096);
    const vms = two.series.vms.map((vm) => ({ ...vm, sharedPages: pages(3) }));
    const host = { ...two.series.host, freePages: pages(22), sharingPages: pages(2), poolPages: pages(1) };
    const mechanisms = { ...two.scenario.host, sharing: KSM, compression: ZSWAP };
    const built = { ...two, scenario: { ...two.scenario, host: mechanisms }, series: { ...two.series, vms, host } };
    const { lines } = figure("memory", built);
    expect(lines.map(({ label, values }) => [label, (values[0] ?? 0) / GIB])).toEqual([
      ["a", 2],
      ["b", 2],
      ["shared by several", 4],
      ["compressed", 1],
      ["free", 22],
    ]);
  });

  it("show the manager's states of the host by their names", () => {
    const plain = result([vmResult("a")]);
    const states = [
      { name: "high", ns: 60e9 },
      { name: "soft", ns: 60e9 },
    ];
    const state = TIMES.map((_, at) => (at < 6 ? "high" : "soft"));
    const known = { ...plain, host: { ...plain.host, states } };
    const { lines, unit } = figure("states", {
      ...known,
      series: { ...plain.series, host: { ...plain.series.host, state } },
    });
    expect(lines[0]?.values.map((value) => formatFigureValue(value, unit))).toEqual(state);
    expect(figuresOf(plain).figures.some(({ id }) => id === "states")).toBe(false);
  });

  it("show a balloon's size beside its target", () => {
    const { title, lines, most } = figure("balloon-1");
    expect(title).toBe("Balloon of b");
    expect(lines.map(({ label, wanted }) => [label, wanted])).toEqual([
      ["holds", false],
      ["target", true],
    ]);
    expect(lines[0]?.values.slice(0, 5)).toEqual([0, 0.5, 1, 1.5, 2].map((gib) => gib * GIB));
    expect(lines[1]?.values[0]).toBe(2 * GIB);
    expect(most).toBe(8 * GIB);
  });

  it("turn counts of a period into rates: 300 MiB in 10 s are 30 MiB/s", () => {
    const [hostIn] = figure("swap").lines;
    expect(hostIn?.label).toBe("host in");
    expect(hostIn?.values.at(-1)).toBeCloseTo(30 * MIB, 6);
  });

  it("draw more than 16 VMs by group: the worst slowdown, the mean balloon, all of what backs them", () => {
    const names = Array.from({ length: 20 }, (_, at) => `web-${at + 1}`);
    const vms = names.map((name) => vmResult(name));
    const series = vms.map((_, at) => vmSeries(at === 3 ? { slowdown: TIMES.map((_, i) => 1 + i) } : {}));
    const many = result(vms);
    const built = { ...many, series: { ...many.series, vms: series } };
    expect(figure("slowdown", built).lines.map(({ label }) => label)).toEqual(["web ×20"]);
    expect(figure("slowdown", built).lines[0]?.values).toEqual(TIMES.map((_, i) => 1 + i));
    expect(figure("balloon-0", built).lines[0]?.values.at(-1)).toBe(2 * GIB);
    expect(figure("memory", built).lines[0]?.values[0]).toBe(100 * GIB);
  });

  it("fold a long run and keep its peaks and its end", () => {
    const long = result([vmResult("a")]);
    const timeNs = Array.from({ length: 5000 }, (_, at) => (at + 1) * 1e9);
    const flat = timeNs.map(() => 0);
    const slowdown = timeNs.map((_, at) => (at === 3333 ? 7 : 1));
    const { seconds, figures } = figuresOf({
      ...long,
      series: {
        timeNs,
        host: { ...long.series.host, freePages: flat, swapUsedPages: flat, swapInPages: flat, swapOutPages: flat },
        devices: [],
        vms: [vmSeries({ slowdown })],
      },
    });
    expect(seconds).toHaveLength(600);
    expect(seconds.at(-1)).toBe(5000);
    const values = figures.find(({ id }) => id === "slowdown")?.lines[0]?.values ?? [];
    expect(Math.max(...values.map((value) => value ?? 0))).toBe(7);
  });

  it("draw a slowdown without end at the top, with a scale for all others", () => {
    const slowdown = [1, Number.POSITIVE_INFINITY, 3, ...TIMES.slice(3).map(() => 1)];
    const built = result([vmResult("a")]);
    const sheet = figuresOf({ ...built, series: { ...built.series, vms: [vmSeries({ slowdown })] } });
    const drawn = sheet.figures.find(({ id }) => id === "slowdown");
    if (drawn === undefined) throw new Error("there is no figure of slowdown");
    expect(drawn.lines[0]?.values.slice(0, 3)).toEqual([1, null, 3]);
    expect(scaleOf(drawn, 4)).toMatchObject({ most: 3.3, endless: 3.3 });
    expect(formatFigureValue(null, "slowdown")).toBe("∞");
    const svg = figureSvg(drawn, sheet, { x: 0, y: 0, width: 400, height: 200 });
    const heights = [...(/polyline points="([^"]*)"/.exec(svg)?.[1] ?? "").matchAll(/,([\d.]+)/g)].map(([, y]) =>
      Number(y),
    );
    // The plot goes from 26 below the frame's top to 22 above its foot: ∞ is at its top, 1 at its foot, and 3 at 2 / 2.3 of its height.
    expect(heights.slice(0, 2)).toEqual([178, 26]);
    expect(heights[2]).toBeCloseTo(178 - (152 * 2) / 2.3, 0);
  });

  it("mark events one by one, and those of a kind together where they would stand too close", () => {
    const at = (seconds: number, vm: number | null, text: string) => ({
      timeNs: seconds * 1e9,
      kind: vm === null ? ("host-state" as const) : ("vm-blocked" as const),
      vm,
      text,
    });
    const few = [at(1, null, "to low"), at(1, 0, "a blocked"), at(7, null, "to high")];
    const vms = [vmResult("a"), vmResult("b")];
    expect(figuresOf(result(vms, { events: few })).events).toEqual([
      { seconds: 1, text: "to low" },
      { seconds: 1, text: "a blocked" },
      { seconds: 7, text: "to high" },
    ]);
    // Two minutes, so that a mark may stand for two seconds: four changes of state and two events of a VM.
    const often = Array.from({ length: 240 }, (_, half) => [at(half / 2, null, `${half}`), at(half / 2, half % 2, "")]);
    const once = at(100.2, 1, "b blocked");
    const marks = figuresOf(result(vms, { events: [...often.flat(), once] })).events;
    expect(marks).toHaveLength(120);
    expect(marks.slice(0, 3)).toEqual([
      { seconds: 0, text: "the host's state changed: 4 times until 1.5 s" },
      { seconds: 0, text: "blocked by the memory manager: 4 times until 1.5 s (a, b)" },
      { seconds: 2, text: "the host's state changed: 4 times until 3.5 s" },
    ]);
    expect(marks.at(-1)?.seconds).toBe(118);
  });

  it("have a value for every moment in every line, whatever the result", () => {
    fc.assert(
      fc.property(anyResult, (any) => {
        const sheet = figuresOf(any);
        for (const { lines, id } of sheet.figures) {
          for (const { values } of lines) {
            if (values.length > 0 || id === "memory") expect(values).toHaveLength(sheet.seconds.length);
          }
        }
        expect(new Set(sheet.figures.map(({ id }) => id)).size).toBe(sheet.figures.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the scale of a figure", () => {
  it.each([
    [0, 31 * GIB, "bytes", 4, [0, 8, 16, 24, 32].map((gib) => gib * GIB), 32 * GIB],
    [0, 8 * GIB, "bytes", 2, [0, 4, 8].map((gib) => gib * GIB), 8 * GIB],
    [0, 1000, "perSecond", 4, [0, 500, 1000], 1000],
    [0, 0.63, "share", 4, [0, 0.2, 0.4, 0.6, 0.8], 0.8],
    [1, 2.78, "slowdown", 4, [1, 1.5, 2, 2.5, 3], 3],
  ] as const)("from %f to %f in %s with at most %i steps", (least, most, unit, steps, ticks, end) => {
    const scale = scaleBetween(least, most, unit, steps);
    expect(scale.ticks.map((tick) => Number(tick.toPrecision(12)))).toEqual(ticks);
    expect(scale.most).toBeCloseTo(end, 9);
  });

  it("holds the sum of a stack", () => {
    const layer = { colour: 0, wanted: false, label: "", values: [3 * GIB, 5 * GIB] };
    const stack = { ...figure("memory"), most: GIB, lines: [layer, layer] };
    expect(scaleOf(stack, 4).most).toBeGreaterThanOrEqual(10 * GIB);
  });

  it("puts round moments on the time axis", () => {
    expect(momentTicks(0, 360, 8)).toEqual([0, 60, 120, 180, 240, 300, 360]);
    expect(momentTicks(62, 88, 3)).toEqual([70, 80]);
    expect(momentTicks(0, 0, 8)).toEqual([0]);
    expect([0, 0.25, 45, 60, 95, 3600, 3725].map(formatMoment)).toEqual([
      "0 s",
      "0.25 s",
      "45 s",
      "1 min",
      "1:35 min",
      "1 h",
      "1:02:05 h",
    ]);
  });
});
