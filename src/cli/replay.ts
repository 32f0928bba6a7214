import { Command } from "commander";
import { EXIT, Failure } from "./fail.ts";
import { commaList, readTraceArgument } from "./lab-input.ts";
import { checkWritable, STANDARD_STREAM, writeWhole } from "./output.ts";
import { replayDisplay } from "./progress.ts";
import { stoppable } from "./stop.ts";
import { lookOf } from "./terminal.ts";
import { pageSizeOption } from "./trace-input.ts";

/** What `ballonet replay` was asked for. */
export interface ReplayCommandOptions {
  readonly policy: readonly string[];
  readonly frames: readonly string[];
  readonly format?: string;
  readonly pageSize?: number;
  readonly opt: boolean;
  readonly json?: string;
  readonly csv?: string;
}

const AFTER = `
Examples:
  ballonet replay gcc.trace.gz --policy lru,clock,sieve --frames 10%,1000,64MiB
  ballonet replay gcc.trace.gz --policy gclock:max=7 --frames 5% --json -
  ballonet replay gcc.trace.gz --policy all --frames 10%       every policy there is`;

/** `ballonet replay`: how many faults replacement policies make on a trace. */
export function replayCommand(): Command {
  return new Command("replay")
    .description("replay a trace on memories of fixed sizes and count each replacement policy's faults")
    .argument("<trace>", "the trace's file, - for standard input")
    .requiredOption("--policy <p,…>", "replacement policies, with parameters after colons; all is every one", commaList)
    .requiredOption(
      "--frames <n,…>",
      "frames: counts, sizes (64MiB), or percentages of the distinct pages (10%)",
      commaList,
    )
    .option("--format <f>", "the trace's format, when neither name nor content tells")
    .addOption(pageSizeOption())
    .option("--no-opt", "do not find the optimum for comparison")
    .option("--json <file>", "write the results as JSON, - for standard output (and nothing else there)")
    .option("--csv <file>", "write the results as CSV, - for standard output (and nothing else there)")
    .addHelpText("after", AFTER)
    .action(replayTrace);
}

async function replayTrace(file: string, options: ReplayCommandOptions): Promise<void> {
  const { json, csv, pageSize: pageBytes } = options;
  if (json === STANDARD_STREAM && csv === STANDARD_STREAM) {
    throw new Failure(
      "ballonet: --json and --csv cannot both be written to standard output: give one a file",
      EXIT.wrong,
    );
  }
  for (const output of [json, csv]) if (output !== undefined) await checkWritable(output);
  const { readPolicies } = await import("../lab/policy.ts");
  // Before a long read rather than after it.
  readPolicies(options.policy);
  const display = replayDisplay(process.stderr);
  const { replay } = await import("../index.node.ts");
  const report = await stoppable(async (signal) =>
    replay(await readTraceArgument(file, { format: options.format, pageBytes }, signal), {
      policies: options.policy,
      frames: options.frames,
      pageBytes,
      optimum: options.opt,
      signal,
      onProgress: (progress) => display.show(progress),
    }),
  ).finally(() => display.clear());
  if (report === null) return;
  const [{ replayJson, replayCsv }, { replayText }] = await Promise.all([
    import("../report/lab/replay-data.ts"),
    import("../report/lab/replay-text.ts"),
  ]);
  if (json !== undefined) await writeWhole(json, replayJson(report));
  if (csv !== undefined) await writeWhole(csv, replayCsv(report));
  if (json !== STANDARD_STREAM && csv !== STANDARD_STREAM) {
    await writeWhole(STANDARD_STREAM, replayText(report, lookOf(process.stdout)));
  }
}
