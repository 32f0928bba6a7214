import { Command, InvalidArgumentError } from "commander";
import { EXIT, Failure } from "./fail.ts";
import { commaList, readTraceArgument } from "./lab-input.ts";
import { checkWritable, STANDARD_STREAM, writeWhole } from "./output.ts";
import { replayDisplay } from "./progress.ts";
import { stoppable } from "./stop.ts";
import { lookOf } from "./terminal.ts";
import { pageSizeOption } from "./trace-input.ts";

/** What `ballonet mrc` was asked for. */
export interface MrcCommandOptions {
  readonly sample?: number;
  readonly policy?: readonly string[];
  readonly frames?: readonly string[];
  readonly window?: readonly number[];
  readonly format?: string;
  readonly pageSize?: number;
  readonly json?: string;
  readonly svg?: string;
}

const AFTER = `
Examples:
  ballonet mrc gcc.trace.gz                                    LRU's curve and its knees
  ballonet mrc gcc.trace.gz --policy clock,arc,opt --svg mrc.svg
  ballonet mrc huge.oracleGeneral.zst --sample 8192            an estimate with its error
  ballonet mrc gcc.trace.gz --frames 1000,2000 --json -        only these sizes`;

/** `ballonet mrc`: the miss-ratio curve of LRU over all sizes, and other policies at some. */
export function mrcCommand(): Command {
  return new Command("mrc")
    .description("find a trace's miss-ratio curve: the faults of LRU at every size, of other policies at some")
    .argument("<trace>", "the trace's file, - for standard input")
    .option("--sample <n>", "estimate from at most so many pages (SHARDS); 8192 is a good number", wholeNumber)
    .option("--policy <p,…>", "other replacement policies, simulated at the sizes of --frames", commaList)
    .option(
      "--frames <n,…>",
      "only these sizes: counts, sizes (64MiB), or percentages of the distinct pages (10%)",
      commaList,
    )
    .option("--window <t,…>", "also the mean working sets of windows of so many references", windows)
    .option("--format <f>", "the trace's format, when neither name nor content tells")
    .addOption(pageSizeOption())
    .option("--json <file>", "write the curve as JSON, - for standard output (and nothing else there)")
    .option(
      "--svg <file>",
      "draw the curve over the sizes of --frames, or all; - for standard output (and nothing else there)",
    )
    .addHelpText("after", AFTER)
    .action(curveOfTrace);
}

async function curveOfTrace(file: string, options: MrcCommandOptions): Promise<void> {
  const { json, svg, sample, policy = [], frames, window, pageSize: pageBytes } = options;
  if (json === STANDARD_STREAM && svg === STANDARD_STREAM) {
    throw new Failure(
      "ballonet: --json and --svg cannot both be written to standard output: give one a file",
      EXIT.wrong,
    );
  }
  for (const output of [json, svg]) if (output !== undefined) await checkWritable(output);
  const { readPolicies } = await import("../lab/policy.ts");
  readPolicies(policy);
  const display = replayDisplay(process.stderr);
  const { missRatioCurve } = await import("../index.node.ts");
  const report = await stoppable(async (signal) =>
    missRatioCurve(await readTraceArgument(file, { format: options.format, pageBytes }, signal), {
      sample,
      policies: policy,
      frames,
      windows: window,
      pageBytes,
      signal,
      onProgress: (progress) => display.show(progress),
    }),
  ).finally(() => display.clear());
  if (report === null) return;
  const [{ curveJson }, { curveSvg }, { curveText, sampleWarning }] = await Promise.all([
    import("../report/lab/curve-data.ts"),
    import("../report/lab/curve-svg.ts"),
    import("../report/lab/curve-text.ts"),
  ]);
  if (json !== undefined) await writeWhole(json, curveJson(report));
  if (svg !== undefined) {
    // Sizes that were asked for are the ones to look at.
    const wanted = frames === undefined || report.frames.length < 2 ? [] : report.frames;
    const range = wanted.length === 0 ? undefined : { least: Math.min(...wanted), most: Math.max(...wanted) };
    await writeWhole(svg, curveSvg(report, range));
  }
  if (json !== STANDARD_STREAM && svg !== STANDARD_STREAM) {
    await writeWhole(STANDARD_STREAM, curveText(report, lookOf(process.stdout)));
    return;
  }
  const warning = sampleWarning(report);
  if (warning !== null) process.stderr.write(`ballonet: ${warning}\n`);
}

function wholeNumber(written: string): number {
  if (!/^\d{1,15}$/u.test(written) || Number(written) < 1)
    throw new InvalidArgumentError("It is a whole number, at least 1.");
  return Number(written);
}

function windows(written: string, earlier: readonly number[] = []): number[] {
  return [...earlier, ...commaList(written).map(wholeNumber)];
}
