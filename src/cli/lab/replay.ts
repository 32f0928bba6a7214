import { Command } from "commander";
import type { ReplayReport } from "../../index.ts";
import { EXIT, Failure } from "../console/fail.ts";
import { manyDisplay, replayDisplay } from "../console/progress.ts";
import { stoppable } from "../console/stop.ts";
import { checkOutputs, isShown, writeStudy } from "../study.ts";
import { pageSizeOption } from "../trace/input.ts";
import { commaList, readTraceArgument, tracesOf } from "./input.ts";
import { type LabOutputs, studied, withLabOutputs } from "./output.ts";

/** What `ballonet replay` was asked for. */
export interface ReplayCommandOptions extends LabOutputs {
  readonly policy: readonly string[];
  readonly frames: readonly string[];
  readonly steps?: true;
  readonly format?: string;
  readonly pageSize?: number;
  readonly opt: boolean;
}

const AFTER = `
Examples:
  ballonet replay gcc.trace.gz --policy lru,clock,sieve --frames 10%,1000,64MiB
  ballonet replay gcc.trace.gz --policy gclock:max=7 --frames 5% --json -
  ballonet replay gcc.trace.gz --policy all --frames 10%       every policy there is
  ballonet replay string.txt --policy fifo,lru,opt --frames 3-7 --steps
  ballonet replay traces/ 'more/*.zst' --policy all --frames 1%,10% --csv table.csv --svg spread.svg`;

/** `ballonet replay`: how many faults replacement policies make on a trace, or on many. */
export function replayCommand(): Command {
  const command = new Command("replay")
    .description("replay traces on memories of fixed sizes and count each replacement policy's faults")
    .argument(
      "<trace...>",
      "trace files, folders of them, or patterns such as 'traces/*.gz'; - for a trace from standard input",
    )
    .requiredOption(
      "--policy <p,…>",
      "replacement policies, with parameters behind colons; all is every one",
      commaList,
    )
    .requiredOption(
      "--frames <n,…>",
      "frames: counts, ranges (3-7), sizes (64MiB), or percentages of the distinct pages (10%)",
      commaList,
    )
    .option(
      "--steps",
      "of a short trace, also print each reference: which page left, and what is in the frames after it",
    )
    .option("--format <f>", "the trace's format, when neither name nor content tells")
    .addOption(pageSizeOption())
    .option("--no-opt", "do not find the optimum for comparison");
  return withLabOutputs(command).addHelpText("after", AFTER).action(replayTraces);
}

async function replayTraces(written: readonly string[], options: ReplayCommandOptions): Promise<void> {
  await checkOutputs(options);
  if (options.steps === true && !isShown(options, ["json", "html"]))
    throw new Failure(
      "ballonet: --steps shows in the report, in JSON and in HTML, and none of them is written: add --json or --html",
      EXIT.wrong,
    );
  const { readPolicies } = await import("../../lab/policy.ts");
  // Before a long read rather than after it.
  const policies = readPolicies(options.policy);
  if (!options.opt && policies.some(({ visibility }) => visibility === "future"))
    throw new Failure("ballonet: --policy names opt, so --no-opt leaves nothing out: give one of them", EXIT.wrong);
  const files = await tracesOf(written);
  const [file] = files;
  if (files.length === 1 && file !== undefined) return replayOne(file, options);
  if (options.steps === true) {
    throw new Failure(`ballonet: --steps shows one trace, but there are ${files.length}`, EXIT.wrong);
  }
  return replayMany(files, options);
}

async function replayOne(file: string, options: ReplayCommandOptions): Promise<void> {
  const { policy: policies, frames, pageSize: pageBytes } = options;
  const showsOptimum = isShown(options, ["json", "csv", "parquet", "html"]);
  if (!options.opt && !showsOptimum)
    throw new Failure("ballonet: a figure of a replay does not show the optimum: leave --no-opt out", EXIT.wrong);
  const display = replayDisplay(process.stderr);
  const { replay, replaySteps } = await import("../../index.node.ts");
  const done = await stoppable(async (signal) => {
    const trace = await readTraceArgument(file, { format: options.format, pageBytes }, signal);
    const asked = { policies, frames, pageBytes };
    // What cannot be shown is refused before anything long is done.
    const steps = options.steps === true ? await replaySteps(trace, asked) : undefined;
    const onProgress = display.show;
    const report = await replay(trace, { ...asked, optimum: options.opt && showsOptimum, signal, onProgress });
    return { report, steps };
  }).finally(() => display.clear());
  if (done === null) return;
  const { report, steps } = done;
  const [data, { replayText }, { stepsText }, { replaySvg }, { replayHtml }] = await Promise.all([
    import("../../report/lab/replay-data.ts"),
    import("../../report/lab/replay-text.ts"),
    import("../../report/lab/steps-text.ts"),
    import("../../report/lab/replay-svg.ts"),
    import("../../report/lab/lab-html.ts"),
  ]);
  await writeStudy(
    {
      json: () => data.replayJson(report, steps),
      csv: () => data.replayCsv([report]),
      parquet: () => data.replayParquet([report]),
      svg: () => replaySvg(report),
      html: () => replayHtml(report, steps),
      text: (look) => replayText(report, look) + (steps === undefined ? "" : stepsText(steps, look)),
    },
    options,
  );
}

async function replayMany(files: readonly string[], options: ReplayCommandOptions): Promise<void> {
  const { policy: policies, frames, pageSize: pageBytes, format } = options;
  const display = manyDisplay(process.stderr);
  const { replayTraces: replayAll } = await import("../../index.node.ts");
  const study = await stoppable((signal) =>
    replayAll(files, { policies, frames, pageBytes, format, optimum: options.opt, signal, onProgress: display.show }),
  ).finally(() => display.clear());
  if (study === null) return;
  const [data, { studyText }, { replayStudySvg }, { replayStudyHtml }, { replayOutcomes }] = await Promise.all([
    import("../../report/lab/replay-data.ts"),
    import("../../report/lab/study-text.ts"),
    import("../../report/lab/replay-svg.ts"),
    import("../../report/lab/lab-html.ts"),
    import("../../lab/study.ts"),
  ]);
  await writeStudy(
    {
      json: () => data.replayStudyJson(study),
      csv: () => data.replayCsv(study.traces),
      parquet: () => data.replayParquet(study.traces),
      svg: () => replayStudySvg(study),
      html: () => replayStudyHtml(study),
      text: (look) => studyText(studied<ReplayReport>(study.traces, replayOutcomes), study.summary, look),
    },
    options,
  );
  if (study.traces.some((one) => "problem" in one)) process.exitCode = EXIT.failed;
}
