import { Command, InvalidArgumentError } from "commander";
import type { CurveOptions, CurveReport } from "../../index.ts";
import { EXIT, Failure } from "../console/fail.ts";
import { manyDisplay, replayDisplay } from "../console/progress.ts";
import { stoppable } from "../console/stop.ts";
import { checkOutputs, isShown, isTaken, writeStudy } from "../study.ts";
import { pageSizeOption } from "../trace/input.ts";
import { commaList, readTraceArgument, tracesOf } from "./input.ts";
import { type LabOutputs, studied, withLabOutputs } from "./output.ts";

/** Options of `ballonet mrc`. */
export interface MrcCommandOptions extends LabOutputs {
  readonly sample?: number;
  readonly policy?: readonly string[];
  readonly frames?: readonly string[];
  readonly window?: readonly number[];
  readonly format?: string;
  readonly pageSize?: number;
}

const AFTER = `
Examples:
  ballonet mrc gcc.trace.gz                                    LRU's curve and its knees
  ballonet mrc gcc.trace.gz --policy clock,arc,opt --svg mrc.svg
  ballonet mrc huge.oracleGeneral.zst --sample 8192            an estimate with its error
  ballonet mrc gcc.trace.gz --frames 1000,2000 --json -        only these sizes
  ballonet mrc traces/ --csv curves.csv --svg curves.svg       many traces, and their mean`;

/** `ballonet mrc`: miss-ratio curves of one or many traces, of LRU at every size and of other policies at given sizes. */
export function mrcCommand(): Command {
  const command = new Command("mrc")
    .description("compute miss-ratio curves of traces: faults of LRU at every size, of other policies at given sizes")
    .argument(
      "<trace...>",
      "trace files, folders of trace files, or patterns such as 'traces/*.gz'; - for standard input",
    )
    .option(
      "--sample <n>",
      "estimate from a sample of at most this many pages (SHARDS); 8192 is a good number",
      wholeNumber,
    )
    .option("--policy <p,…>", "other replacement policies, simulated at the sizes of --frames", commaList)
    .option(
      "--frames <n,…>",
      "memory sizes to report: counts, ranges (3-7), sizes (64MiB), or percentages of the distinct pages (10%)",
      commaList,
    )
    .option("--window <t,…>", "also report mean working set sizes for windows of this many references", windows)
    .option("--format <f>", "format of the traces, if not recognized from name or content")
    .addOption(pageSizeOption());
  return withLabOutputs(command).addHelpText("after", AFTER).action(curvesOfTraces);
}

async function curvesOfTraces(written: readonly string[], options: MrcCommandOptions): Promise<void> {
  await checkOutputs(options);
  const [{ readPolicies }, { expandSizes }] = await Promise.all([
    import("../../lab/policy.ts"),
    import("../../lab/frames.ts"),
  ]);
  readPolicies(options.policy ?? []);
  const sizes = expandSizes(options.frames ?? []);
  const files = await tracesOf(written);
  const [file] = files;
  refuseUnshown(options, sizes, files.length);
  if (files.length === 1 && file !== undefined) return curveOfTrace(file, options);
  return curvesOfMany(files, options);
}

/** Throws a Failure for options whose results appear in none of the outputs. */
function refuseUnshown(options: MrcCommandOptions, sizes: readonly string[], traces: number): void {
  const { window, policy } = options;
  if (window !== undefined && !(traces === 1 ? isShown(options, ["json"]) : options.json !== undefined)) {
    const shows = traces === 1 ? "the report and JSON" : "JSON when there are many traces";
    throw new Failure(
      `ballonet: --window affects only ${shows}, which this command does not write: add --json`,
      EXIT.wrong,
    );
  }
  const onlyDrawn = traces === 1 && policy === undefined && !isShown(options, ["json", "csv", "parquet", "html"]);
  if (onlyDrawn && sizes.length === 1)
    throw new Failure(
      `ballonet: a figure of LRU's curve needs a range of sizes, but --frames names one, ${sizes[0]}: name two, or add --json`,
      EXIT.wrong,
    );
}

async function curveOfTrace(file: string, options: MrcCommandOptions): Promise<void> {
  const { frames, pageSize: pageBytes } = options;
  const display = replayDisplay(process.stderr);
  const { missRatioCurve } = await import("../../index.node.ts");
  const report = await stoppable(async (signal) =>
    missRatioCurve(await readTraceArgument(file, { format: options.format, pageBytes }, signal), {
      ...asked(options),
      signal,
      onProgress: display.show,
    }),
  ).finally(() => display.clear());
  if (report === null) return;
  const [data, { curveSvg }, { curveText, sampleWarning }, { curveHtml }] = await Promise.all([
    import("../../report/lab/curve-data.ts"),
    import("../../report/lab/curve-svg.ts"),
    import("../../report/lab/curve-text.ts"),
    import("../../report/lab/lab-html.ts"),
  ]);
  // The figure shows the range of the sizes asked for.
  const wanted = frames === undefined || report.frames.length < 2 ? [] : report.frames;
  const range = wanted.length === 0 ? undefined : { least: Math.min(...wanted), most: Math.max(...wanted) };
  await writeStudy(
    {
      json: () => data.curveJson(report),
      csv: () => data.curveCsv([report]),
      parquet: () => data.curveParquet([report]),
      svg: () => curveSvg(report, range),
      html: () => curveHtml(report, range),
      text: (look) => curveText(report, look),
    },
    options,
  );
  const warning = sampleWarning(report);
  if (warning !== null && isTaken(options)) process.stderr.write(`ballonet: ${warning}\n`);
}

async function curvesOfMany(files: readonly string[], options: MrcCommandOptions): Promise<void> {
  const { expandSizes } = await import("../../lab/frames.ts");
  const { pageSize: pageBytes, format } = options;
  const display = manyDisplay(process.stderr);
  const { missRatioCurves } = await import("../../index.node.ts");
  const study = await stoppable((signal) =>
    missRatioCurves(files, { ...asked(options), format, pageBytes, signal, onProgress: display.show }),
  ).finally(() => display.clear());
  if (study === null) return;
  const [data, { studyText }, { curvesSvg }, { curveStudyHtml }, { curveOutcomes }, { leftOutInWords }] =
    await Promise.all([
      import("../../report/lab/curve-data.ts"),
      import("../../report/lab/study-text.ts"),
      import("../../report/lab/curves-svg.ts"),
      import("../../report/lab/lab-html.ts"),
      import("../../lab/study.ts"),
      import("../../report/lab/left-out.ts"),
    ]);
  const sizes = [...new Set(expandSizes(options.frames ?? study.summary.map(({ size }) => size)))];
  const done = study.traces.flatMap((one) => ("problem" in one ? [] : [one]));
  const note = leftOutInWords(done, sizes);
  await writeStudy(
    {
      json: () => data.curveStudyJson(study),
      csv: () => data.curveCsv(study.traces),
      parquet: () => data.curveParquet(study.traces),
      svg: () => curvesSvg(study),
      html: () => curveStudyHtml(study),
      text: (look) =>
        studyText(
          studied<CurveReport>(study.traces, (report) => curveOutcomes(report, sizes)),
          study.summary,
          note,
          look,
        ),
    },
    options,
  );
  if (note !== null && isTaken(options)) process.stderr.write(`ballonet: ${note}\n`);
  if (study.traces.some((one) => "problem" in one)) process.exitCode = EXIT.failed;
}

function asked({ sample, policy = [], frames, window, pageSize: pageBytes }: MrcCommandOptions): CurveOptions {
  return { sample, policies: policy, frames, windows: window, pageBytes };
}

function wholeNumber(written: string): number {
  if (!/^\d{1,15}$/u.test(written) || Number(written) < 1)
    throw new InvalidArgumentError("It must be a whole number, at least 1.");
  return Number(written);
}

function windows(written: string, earlier: readonly number[] = []): number[] {
  return [...earlier, ...commaList(written).map(wholeNumber)];
}
