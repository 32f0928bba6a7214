import { type Command, InvalidArgumentError } from "commander";
import { EXIT, Failure } from "./fail.ts";
import { checkWritable, STANDARD_STREAM, writeWhole } from "./output.ts";
import { override, type ScenarioSettings, seed } from "./scenario-input.ts";
import { type Look, lookOf } from "./terminal.ts";

/** The options that every study has. */
export interface StudyOptions extends ScenarioSettings {
  readonly json?: string;
  readonly csv?: string;
  readonly quiet?: true;
  readonly jobs?: number;
}

/** Adds the options that every study has. */
export function withStudyOptions(command: Command): Command {
  return command
    .option("--set <path=value>", "set a value of the scenario in every run (may be repeated)", override)
    .option("--seed <n>", "use this seed instead of the scenario's", seed)
    .option("--json <file>", "write the table as JSON, - for standard output (and nothing else there)")
    .option("--csv <file>", "write the table as CSV, - for standard output (and nothing else there)")
    .option("--jobs <n>", "runs at once; default: as many as there are cores", jobs)
    .option("--quiet", "print neither table nor progress, only errors");
}

/** Throws a Failure for outputs that cannot be written. */
export async function checkOutputs({ json, csv }: StudyOptions): Promise<void> {
  if (json === STANDARD_STREAM && csv === STANDARD_STREAM) {
    throw new Failure(
      "ballonet: --json and --csv cannot both be written to standard output: give one a file",
      EXIT.wrong,
    );
  }
  for (const output of [json, csv]) if (output !== undefined) await checkWritable(output);
}

/** A study in its three forms. */
export interface StudyReports {
  json(): string;
  csv(): string;
  text(look: Look): string;
}

/** Writes what was asked for. */
export async function writeStudy(reports: StudyReports, { json, csv, quiet }: StudyOptions): Promise<void> {
  if (json !== undefined) await writeWhole(json, reports.json());
  if (csv !== undefined) await writeWhole(csv, reports.csv());
  if (json !== STANDARD_STREAM && csv !== STANDARD_STREAM && !quiet)
    await writeWhole(STANDARD_STREAM, reports.text(lookOf(process.stdout)));
}

function jobs(written: string): number {
  if (!/^\d{1,3}$/u.test(written) || Number(written) < 1)
    throw new InvalidArgumentError("It is a whole number from 1 to 999.");
  return Number(written);
}
