import { type Command, InvalidArgumentError } from "commander";
import { EXIT, Failure } from "./console/fail.ts";
import { checkWritable, STANDARD_STREAM, wholeFile, writeWhole } from "./console/output.ts";
import { type Look, lookOf } from "./console/terminal.ts";
import { override, type ScenarioSettings, seed } from "./scenario-input.ts";

/** Options of every study. */
export interface StudyOptions extends ScenarioSettings {
  readonly json?: string;
  readonly csv?: string;
  readonly quiet?: true;
  readonly jobs?: number;
}

/** Adds the options of every study. */
export function withStudyOptions(command: Command): Command {
  return command
    .option("--set <path=value>", "set a value of the scenario in every run (may be repeated)", override)
    .option("--seed <n>", "use this seed instead of the scenario's", seed)
    .option("--scale <n>", "simulate one page in n, each for n (docs/miniature.md)")
    .option("--json <file>", "write the table as JSON, - for standard output (replaces the report)")
    .option("--csv <file>", "write the table as CSV, - for standard output (replaces the report)")
    .option("--jobs <n>", "number of parallel runs (default: number of cores)", jobs)
    .option("--quiet", "print only errors, no table and no progress");
}

const FORMS = ["json", "csv", "parquet", "svg", "html"] as const;

/** Output file of each format; not every study has all formats. */
type StudyOutputs = { readonly [form in (typeof FORMS)[number]]?: string | undefined };

/** Throws a Failure for outputs that cannot be written. */
export async function checkOutputs(outputs: StudyOutputs): Promise<void> {
  const [one, other] = FORMS.filter((form) => outputs[form] === STANDARD_STREAM);
  if (one !== undefined && other !== undefined) {
    throw new Failure(
      `ballonet: --${one} and --${other} cannot both be written to standard output: give one a file`,
      EXIT.wrong,
    );
  }
  const taken = new Map<string, string>();
  for (const form of FORMS) {
    const output = outputs[form];
    if (output === undefined) continue;
    await checkWritable(output);
    const file = await wholeFile(output);
    const other = file === null ? undefined : taken.get(file);
    if (other !== undefined)
      throw new Failure(
        `ballonet: --${other} and --${form} both write ${output}: give one of them another name`,
        EXIT.wrong,
      );
    if (file !== null) taken.set(file, form);
  }
}

/** The report of a study in each output format. */
export type StudyReports = {
  readonly [form in (typeof FORMS)[number]]?: () => string | Promise<Uint8Array>;
} & {
  text(look: Look): string;
};

/** Writes the requested outputs. */
export async function writeStudy(
  reports: StudyReports,
  options: StudyOutputs & Pick<StudyOptions, "quiet">,
): Promise<void> {
  for (const form of FORMS) {
    const output = options[form];
    const report = reports[form];
    if (output !== undefined && report !== undefined) await writeWhole(output, await report());
  }
  if (!isTaken(options) && options.quiet !== true)
    await writeWhole(STANDARD_STREAM, reports.text(lookOf(process.stdout)));
}

/** Whether the text report or one of the given formats is written. */
export function isShown(outputs: StudyOutputs, forms: readonly (typeof FORMS)[number][]): boolean {
  return !isTaken(outputs) || forms.some((form) => outputs[form] !== undefined);
}

/** Whether one of the output formats goes to standard output. */
export function isTaken(outputs: StudyOutputs): boolean {
  return FORMS.some((form) => outputs[form] === STANDARD_STREAM);
}

function jobs(written: string): number {
  if (!/^\d{1,3}$/u.test(written) || Number(written) < 1)
    throw new InvalidArgumentError("It must be a whole number from 1 to 999.");
  return Number(written);
}
