import { join } from "node:path";
import type { Command } from "commander";
import type { ImportedScenario } from "../../import/import.ts";
import { unique } from "../../import/write/unique.ts";
import { EXIT, Failure } from "../console/fail.ts";
import { checkWritable, ensureFolder, isFolder, STANDARD_STREAM, writeWhole } from "../console/output.ts";
import { lookOf } from "../console/terminal.ts";

/** Where the scenarios go. */
export interface ImportOutput {
  readonly output?: string;
}

/** Adds the option for the output. */
export function withOutput(command: Command): Command {
  return command.option(
    "-o, --output <file>",
    "scenario to write, or the folder for the scenarios of several hosts (default: standard output)",
  );
}

/** Writes scenarios: all of them, or none where one cannot be written. With a file a table says what is in them. */
export async function writeScenarios(
  scenarios: readonly ImportedScenario[],
  { output = STANDARD_STREAM }: ImportOutput,
): Promise<void> {
  const [only, second] = scenarios;
  await checkScenarios(scenarios);
  if (only !== undefined && second === undefined && !(await isFolder(output))) {
    await checkWritable(output);
    await writeWhole(output, only.text);
    if (output !== STANDARD_STREAM) await writeTable([{ ...only, file: output }]);
    return;
  }
  if (output === STANDARD_STREAM)
    throw new Failure(
      `ballonet: there are ${scenarios.length} hosts, and a scenario is of one: give a folder with -o`,
      EXIT.wrong,
    );
  await ensureFolder(output);
  const names = new Set<string>();
  const named = scenarios.map((one) => ({ ...one, file: join(output, `${unique(fileName(one), names)}.yaml`) }));
  for (const { file } of named) await checkWritable(file);
  for (const { file, text } of named) await writeWhole(file, text);
  await writeTable(named);
}

/** A scenario that `run` would refuse is a defect, but nothing of it is written. */
async function checkScenarios(scenarios: readonly ImportedScenario[]): Promise<void> {
  const { parseScenario } = await import("../../parse-scenario.ts");
  for (const { host, text } of scenarios) parseScenario(text, `the scenario of ${host.name}`);
}

/** A host's name as a file's. */
function fileName({ host }: ImportedScenario): string {
  return host.name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^\.+/, "") || "host";
}

async function writeTable(scenarios: readonly (ImportedScenario & { readonly file: string })[]): Promise<void> {
  const { importedTable } = await import("../../report/import-table.ts");
  await writeWhole(STANDARD_STREAM, importedTable(scenarios, lookOf(process.stdout)));
}
