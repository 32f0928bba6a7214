import { Command } from "commander";
import type { ReplayReport } from "../../index.ts";
import { EXIT, Failure } from "../console/fail.ts";
import { manyDisplay, replayDisplay } from "../console/progress.ts";
import { stoppable } from "../console/stop.ts";
import { checkOutputs, isShown, isTaken, writeStudy } from "../study.ts";
import { pageSizeOption } from "../trace/input.ts";
import { commaList, readTraceArgument, tracesOf } from "./input.ts";
import { type LabOutputs, studied, withLabOutputs } from "./output.ts";

/** Options of `ballonet replay`. */
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
  ballonet replay gcc.trace.gz --policy all --frames 10%       every policy
  ballonet replay string.txt --policy fifo,lru,opt --frames 3-7 --steps
  ballonet replay traces/ 'more/*.zst' --policy all --frames 1%,10% --csv table.csv --svg spread.svg`;

/** `ballonet replay`: counts the faults of replacement policies on one or many traces. */
export function replayCommand(): Command {
  const command = new Command("replay")
    .description("replay traces on memories of fixed sizes and count the faults of each replacement policy")
    .argument(
      "<trace...>",
      "trace files, folders of trace files, or patterns such as 'traces/*.gz'; - for standard input",
    )
    .requiredOption(
      "--policy <p,…>",
      "replacement policies, with parameters after colons; all for every policy",
      commaList,
    )
    .requiredOption(
      "--frames <n,…>",
      "memory sizes in frames: counts, ranges (3-7), sizes (64MiB), or percentages of the distinct pages (10%)",
      commaList,
    )
    .option("--steps", "also print each reference of a short trace: the evicted page and the contents of the frames")
    .option("--format <f>", "format of the traces, if not recognized from name or content")
    .addOption(pageSizeOption())
    .option("--no-opt", "do not compute the optimum (OPT) for comparison");
  return withLabOutputs(command).addHelpText("after", AFTER).action(replayTraces);
}

async function replayTraces(written: readonly string[], options: ReplayCommandOptions): Promise<void> {
  await checkOutputs(options);
  if (options.steps === true && !isShown(options, ["json", "html"]))
    throw new Failure(
      "ballonet: --steps affects only the report, JSON and HTML, which this command does not write: add --json or --html",
      EXIT.wrong,
    );
  const { readPolicies } = await import("../../lab/policy.ts");
  // Checked before the traces are read, which may take long.
  const policies = readPolicies(options.policy);
  if (!options.opt && policies.some(({ visibility }) => visibility === "future"))
    throw new Failure("ballonet: --policy names opt, which --no-opt leaves out: give only one of them", EXIT.wrong);
  const files = await tracesOf(written);
  const [file] = files;
  if (files.length === 1 && file !== undefined) return replayOne(file, options);
  if (options.steps === true) {
    throw new Failure(`ballonet: --steps takes only one trace, and there are ${files.length}`, EXIT.wrong);
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
    // A trace too long for --steps is refused before the replay.
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
  const [data, { studyText }, { replayStudySvg }, { replayStudyHtml }, { replayOutcomes }, { leftOutInWords }] =
    await Promise.all([
      import("../../report/lab/replay-data.ts"),
      import("../../report/lab/study-text.ts"),
      import("../../report/lab/replay-svg.ts"),
      import("../../report/lab/lab-html.ts"),
      import("../../lab/study.ts"),
      import("../../report/lab/left-out.ts"),
    ]);
  const note = leftOutInWords(study.traces.flatMap((one) => ("problem" in one ? [] : [one])));
  await writeStudy(
    {
      json: () => data.replayStudyJson(study),
      csv: () => data.replayCsv(study.traces),
      parquet: () => data.replayParquet(study.traces),
      svg: () => replayStudySvg(study),
      html: () => replayStudyHtml(study),
      text: (look) => studyText(studied<ReplayReport>(study.traces, replayOutcomes), study.summary, note, look),
    },
    options,
  );
  if (note !== null && isTaken(options)) process.stderr.write(`ballonet: ${note}\n`);
  if (study.traces.some((one) => "problem" in one)) process.exitCode = EXIT.failed;
}
