import type { CurveReport } from "../../lab/curve/curve.ts";
import { elementAt } from "../../list/element-at.ts";
import { formatBytes, formatCount } from "../../words/units.ts";
import { escapeControls, wrapToWidth } from "../../words/width.ts";
import { painter } from "../words/colour.ts";
import { sightInWords } from "../words/policies.ts";
import { type Cell, type Column, layOutTable } from "../words/table.ts";
import { curvePlot, letterOf } from "./curve-plot.ts";
import { faultMeasure, percent, subject } from "./measure.ts";
import type { LabTextOptions } from "./replay-text.ts";

/** With fewer pages a sample is worth little, and with fewer still nothing; measured on traces of the ARC and LIRS papers. */
const GOOD_SAMPLE = 8000;
const LEAST_SAMPLE = 1000;

/** The report of a curve that a person reads: the plot, its knees, the sizes asked for, other policies and working sets. */
export function curveText(report: CurveReport, { columns, colour }: LabTextOptions): string {
  const paint = painter(colour);
  const { trace, pageBytes, policies, workingSets, knees, leastFrames } = report;
  const measure = faultMeasure(trace);
  const labels = [...new Set(policies.map(({ label }) => label))];
  const wrapped = (text: string) => wrapToWidth(text, columns);
  const memory = (frames: number) => `${formatCount(frames, 3)} frames (${formatBytes(frames * pageBytes)})`;
  const warning = sampleWarning(report);
  const lines = [
    ...wrapped(subject(report.trace)).map((line) => paint("heading", line)),
    ...(report.trace.reading === null ? [] : wrapped(escapeControls(report.trace.reading))),
    ...wrapped(methodInWords(report)),
    ...(warning === null ? [] : wrapped(warning).map((line) => paint("warning", line))),
    "",
    ...wrapped(
      `${measure.title} of LRU (idealised: sees every access) by frames` +
        `${trace.condensedFrames === null ? "" : `, from ${formatCount(leastFrames, 3)} up`}:`,
    ),
    ...curvePlot(report, labels, columns),
    ...labels.flatMap((label, at) => {
      const visibility = policies.find((result) => result.label === label)?.visibility ?? "";
      return wrapped(`${letterOf(at)}  ${escapeControls(label)} (${sightInWords(visibility)})`);
    }),
    "",
    ...(knees.length === 0 ? wrapped("The curve has no knee: memory pays evenly.") : []),
    ...knees.flatMap((knee) => wrapped(`Knee at ${memory(knee.frames)}: ${measure.words(knee.faults)}.`)),
    ...sizes(report, labels, columns, (text) => paint("faint", text)),
    ...workingSets.flatMap(({ window, faultRatio, meanPages, meanVminPages }) =>
      wrapped(
        `Working set of ${formatCount(window, 3)} references: ${memory(Math.round(meanPages))} on average, ` +
          `fault ratio ${percent(faultRatio)} %; VMIN has the same faults with ${memory(Math.round(meanVminPages))}.`,
      ),
    ),
    ...wrapped(`First touches fault at any size: ${measure.words(report.coldReferences)}.`),
  ];
  return `${lines.join("\n")}\n`;
}

/** What to think of a sample that is too small; `null` when it is not. */
export function sampleWarning({ sample, trace }: CurveReport): string | null {
  if (sample === null || sample.rate === 1 || sample.sampledPages >= GOOD_SAMPLE) return null;
  const what = `Only ${sample.sampledPages} of ${trace.distinctPages} pages were looked at`;
  return sample.sampledPages < LEAST_SAMPLE
    ? `${what}: too few for the curve to mean anything. Leave --sample out, or take at least ${GOOD_SAMPLE}.`
    : `${what}: expect errors of several hundredths at single sizes. Take at least ${GOOD_SAMPLE}, or leave --sample out.`;
}

function methodInWords({ sample, trace, leastFrames }: CurveReport): string {
  if (sample === null && trace.condensedFrames !== null) {
    return `Exact from ${formatCount(leastFrames, 3)} frames up: every stack distance was counted.`;
  }
  if (sample === null) return "Exact: every stack distance was counted.";
  if (sample.rate === 1) return "Exact: the sample holds every page.";
  const share = (100 * sample.sampledPages) / trace.distinctPages;
  return (
    `Estimated (SHARDS) from ${formatCount(sample.sampledPages, 3)} pages, ${share.toPrecision(2)} % of all; ` +
    `mean error of a fault ratio about ${sample.meanError.toFixed(3)}, at single sizes several times as much.`
  );
}

/** LRU and the other policies at the sizes asked for. */
function sizes(
  { frames, faults, trace, policies, pageBytes }: CurveReport,
  labels: readonly string[],
  columns: number,
  faint: (text: string) => string,
): string[] {
  if (frames.length === 0) return [];
  const measure = faultMeasure(trace);
  const heads: Column[] = [
    { header: ["frames"], align: "right", dispensable: 0 },
    { header: ["memory"], align: "right", dispensable: 0 },
    { header: ["lru"], align: "right", dispensable: 0 },
    ...labels.map((label, at): Column => ({ header: [escapeControls(label)], align: "right", dispensable: at + 1 })),
  ];
  const rows = frames.map((count): Cell[] => [
    { text: formatCount(count, 3) },
    { text: formatBytes(count * pageBytes) },
    { text: measure.cell(elementAt(faults, Math.min(count, faults.length - 1), "size")) },
    ...labels.map((label): Cell => {
      const own = policies.find((result) => result.label === label && result.frames === count);
      return { text: own === undefined ? "" : measure.cell(own.faults) };
    }),
  ]);
  const { lines, leftOut } = layOutTable(heads, rows, columns, painter(false));
  const note =
    leftOut.length === 0 ? [] : wrapToWidth(`No room for ${leftOut.join(", ")}: see --json.`, columns).map(faint);
  return ["", measure.title, ...lines, ...note, ""];
}
