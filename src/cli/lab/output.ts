import type { Command } from "commander";
import type { TraceFacts } from "../../index.ts";
import type { FailedTrace } from "../../lab/many.ts";
import type { Outcome } from "../../lab/spread.ts";
import type { StudiedTrace } from "../../report/lab/study-text.ts";

/** Output file of each format. */
export interface LabOutputs {
  readonly json?: string;
  readonly csv?: string;
  readonly parquet?: string;
  readonly svg?: string;
  readonly html?: string;
}

/** Adds the options for output files. */
export function withLabOutputs(command: Command): Command {
  const standard = "- for standard output (replaces the report)";
  return command
    .option("--json <file>", `write the results as JSON, ${standard}`)
    .option("--csv <file>", `write the results as a CSV table, ${standard}`)
    .option("--parquet <file>", `write the same table as Parquet, ${standard}`)
    .option("--svg <file>", `draw the results as a figure, ${standard}`)
    .option("--html <file>", `write the results as a self-contained HTML page, ${standard}`);
}

/** Results of many traces as rows of a table. */
export function studied<T extends { readonly trace: TraceFacts }>(
  traces: readonly (T | FailedTrace)[],
  outcomesOf: (report: T) => readonly Outcome[],
): (StudiedTrace | FailedTrace)[] {
  return traces.map((one) => {
    if ("problem" in one) return one;
    const { name, references, distinctPages } = one.trace;
    return { name, references, distinctPages, outcomes: outcomesOf(one) };
  });
}
