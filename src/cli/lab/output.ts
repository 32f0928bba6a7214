import type { Command } from "commander";
import type { TraceFacts } from "../../index.ts";
import type { FailedTrace } from "../../lab/many.ts";
import type { Outcome } from "../../lab/spread.ts";
import type { StudiedTrace } from "../../report/lab/study-text.ts";

/** Where the laboratory's forms go. */
export interface LabOutputs {
  readonly json?: string;
  readonly csv?: string;
  readonly parquet?: string;
  readonly svg?: string;
  readonly html?: string;
}

/** Adds the options that say where the laboratory's forms go. */
export function withLabOutputs(command: Command): Command {
  const standard = "- for standard output (and nothing else there)";
  return command
    .option("--json <file>", `write the results as JSON, ${standard}`)
    .option("--csv <file>", `write the results as a table in CSV, ${standard}`)
    .option("--parquet <file>", `write the same table as Parquet, ${standard}`)
    .option("--svg <file>", `draw the results as a figure, ${standard}`)
    .option("--html <file>", `write them as a page that opens from disk, ${standard}`);
}

/** What came of many traces as a table shows it. */
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
