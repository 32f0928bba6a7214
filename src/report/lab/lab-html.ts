import type { CurveReport } from "../../lab/curve/curve.ts";
import { isFailed } from "../../lab/many.ts";
import type { ReplayReport } from "../../lab/replay.ts";
import { type Spread, type Summary, sizesIn } from "../../lab/spread.ts";
import type { StepsReport } from "../../lab/steps.ts";
import { curveOutcomes, replayOutcomes, type StudyReport } from "../../lab/study.ts";
import { formatBytes, formatCount } from "../../words/units.ts";
import { escapeControls } from "../../words/width.ts";
import { escapeMarkup } from "../figure/markup.ts";
import { reportPage } from "../page/html-page.ts";
import { sightInWords } from "../words/policies.ts";
import { curvePoints } from "./curve-data.ts";
import { type CurveRange, curveSvg } from "./curve-svg.ts";
import { curvesSvg } from "./curves-svg.ts";
import { leftOutInWords } from "./left-out.ts";
import { exactCount, faultMeasure, percent, subject } from "./measure.ts";
import { optimalFor, regretOf } from "./replay-data.ts";
import { replayStudySvg, replaySvg } from "./replay-svg.ts";

/** A table of a page. */
interface PageTable {
  readonly title: string;
  readonly legend: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Sizes of a whole curve in a page's table; all of them are in JSON and CSV. */
const MOST_POINTS = 40;

/** A replay as a page that opens from disk: its policies as bars, every count, and every reference where that was asked for. */
export function replayHtml(report: ReplayReport, steps?: StepsReport): string {
  const { trace, results, pageBytes } = report;
  const measure = faultMeasure(trace);
  const rows = results.map((result) => {
    const regret = regretOf(report, result);
    return [
      result.label,
      sightInWords(result.visibility),
      exactCount(result.frames),
      formatBytes(result.frames * pageBytes),
      exactCount(result.faults),
      trace.originalReferences === null ? "–" : measure.cell(result.faults),
      countOrDash(optimalFor(report, result.frames)),
      regret === null ? "–" : (100 * regret).toFixed(1),
      exactCount(result.dirtyEvictions),
    ];
  });
  const head = ["policy", "sees", "frames", "memory", "faults", "ratio, %", "opt", "above opt, %", "dirty"];
  const legend =
    "faults: references to a page that was not in memory; ratio: of the references; opt: the least possible; dirty: written pages that were evicted.";
  const tables = [
    { title: "Every policy and size", legend, head, rows },
    ...(steps === undefined ? [] : stepTables(steps)),
  ];
  return page(`Replacement policies on ${trace.name}`, [subject(trace)], [], [replaySvg(report)], tables);
}

/** The replays of many traces as a page. */
export function replayStudyHtml(report: StudyReport<ReplayReport>): string {
  const outcomes = report.traces.flatMap((one) =>
    isFailed(one) ? [] : replayOutcomes(one).map((outcome) => ({ trace: one.trace.name, ...outcome })),
  );
  return studyPage("Replacement policies", report, outcomes, replayStudySvg(report));
}

/** A curve as a page, its figure of all sizes or a range. */
export function curveHtml(report: CurveReport, range?: CurveRange): string {
  const { trace, pageBytes, policies } = report;
  const measure = faultMeasure(trace);
  const points = curvePoints(report);
  const every = Math.ceil(points.length / MOST_POINTS);
  const labels = [...new Set(policies.filter(({ policy }) => policy !== "lru").map(({ label }) => label))];
  const rows = points
    .filter((_, at) => at % every === 0 || at === points.length - 1)
    .map(({ frames, faults }) => [
      exactCount(frames),
      formatBytes(frames * pageBytes),
      measure.cell(faults),
      ...labels.map((label) => {
        const own = policies.find((result) => result.label === label && result.frames === frames);
        return own === undefined ? "" : measure.cell(own.faults);
      }),
    ]);
  const legend = every === 1 ? "" : `Every ${every}th size; all of them are in JSON and CSV.`;
  const knees = report.knees.map(
    ({ frames, faults }) => `Knee at ${formatCount(frames, 3)} frames: ${measure.words(faults)}.`,
  );
  return page(
    `Miss-ratio curve of ${trace.name}`,
    [subject(trace), ...knees],
    [],
    [curveSvg(report, range)],
    [{ title: measure.title, legend, head: ["frames", "memory", "lru", ...labels], rows }],
  );
}

/** The curves of many traces as a page. */
export function curveStudyHtml(report: StudyReport<CurveReport>): string {
  const sizes = sizesIn(report.summary);
  const outcomes = report.traces.flatMap((one) =>
    isFailed(one) ? [] : curveOutcomes(one, sizes).map((outcome) => ({ trace: one.trace.name, ...outcome })),
  );
  return studyPage("Miss-ratio curves", report, outcomes, curvesSvg(report));
}

interface NamedOutcome {
  readonly trace: string;
  readonly size: string;
  readonly label: string;
  readonly faults: number | null;
  readonly faultRatio: number | null;
}

function studyPage<T extends ReplayReport | CurveReport>(
  what: string,
  { traces, summary }: StudyReport<T>,
  outcomes: readonly NamedOutcome[],
  figure: string,
): string {
  const problems = traces.flatMap((one) => (isFailed(one) ? [one.problem] : []));
  const sizes = sizesIn(summary);
  const done = traces.flatMap((one) => (isFailed(one) ? [] : [one]));
  const note = leftOutInWords(done, sizes);
  return page(
    `${what} of ${traces.length} traces`,
    note === null ? [] : [note],
    problems,
    [figure],
    [
      summaryTable(summary),
      {
        title: "Each trace",
        legend: "ratio: faults as a share of the references of the run.",
        head: ["trace", "size", "policy", "faults", "ratio, %"],
        rows: outcomes.map(({ trace, size, label, faults, faultRatio }) => [
          ...[trace, size, label, faults === null ? "–" : exactCount(faults)],
          faultRatio === null ? "–" : percent(faultRatio),
        ]),
      },
    ],
  );
}

function summaryTable(summary: readonly Summary[]): PageTable {
  const cells = (spread: Spread | null) =>
    spread === null
      ? ["–", "–", "–", "–"]
      : [spread.mean, spread.deviation, spread.least, spread.most].map((one) => (one === null ? "–" : one.toFixed(3)));
  const group = (base: string) => [`÷ ${base}: mean`, "deviation", "least", "most"];
  return {
    title: "Over all traces",
    legend:
      "÷ lru, ÷ opt: faults divided by those of LRU, and by the least possible, in each trace; deviation: the standard deviation over traces.",
    head: ["size", "policy", "traces", ...group("lru"), ...group("opt")],
    rows: summary.map(({ size, label, toLru, toOptimum }) => [
      ...[size, label, String((toLru ?? toOptimum)?.traces ?? 0)],
      ...cells(toLru),
      ...cells(toOptimum),
    ]),
  };
}

function stepTables({ replays }: StepsReport): PageTable[] {
  return replays.map(({ label, frames, faults, steps }) => ({
    title: `${label} with ${frames} frames: ${faults} faults`,
    legend: "F: a fault; left: the page that left memory for it.",
    head: ["page", ...steps.map(({ page, write }) => page + (write ? " W" : ""))],
    rows: [
      ...Array.from({ length: frames }, (_, frame) => [
        `frame ${frame + 1}`,
        ...steps.map((step) => step.frames[frame] ?? ""),
      ]),
      ["", ...steps.map(({ fault }) => (fault ? "F" : ""))],
      ["left", ...steps.map(({ evicted }) => evicted.join(" "))],
    ],
  }));
}

function page(
  title: string,
  facts: readonly string[],
  problems: readonly string[],
  figures: readonly string[],
  tables: readonly PageTable[],
): string {
  const body = [
    `<h1>${text(title)}</h1>`,
    ...facts.map((fact) => `<p>${text(fact)}</p>`),
    ...problems.map((problem) => `<p class="bad">${text(problem)}</p>`),
    ...figures.map((svg) => `<div class="wide" tabindex="0" role="region" aria-label="Figure">${svg}</div>`),
    ...tables.flatMap(tableOf),
  ];
  return reportPage({ title: `${title}: a ballonet report`, body, data: {} });
}

function tableOf({ title, legend, head, rows }: PageTable): string[] {
  const heads = head.map((name) => `<th scope="col">${text(name)}</th>`).join("");
  const lines = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${text(cell)}</td>`).join("")}</tr>`).join("");
  return [
    `<h2>${text(title)}</h2>`,
    ...(legend === "" ? [] : [`<p class="faint">${text(legend)}</p>`]),
    `<div class="wide" tabindex="0" role="region" aria-label="${text(title)}"><table><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table></div>`,
  ];
}

function countOrDash(count: number | null): string {
  return count === null ? "–" : exactCount(count);
}

function text(words: string): string {
  return escapeMarkup(escapeControls(words));
}
