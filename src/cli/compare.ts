import { Command } from "commander";
import type { Variation } from "../study/variation.ts";
import { EXIT } from "./console/fail.ts";
import { studyDisplay } from "./console/progress.ts";
import { stoppable } from "./console/stop.ts";
import { openScenarioArgument, overridesOf, readable } from "./scenario-input.ts";
import { checkOutputs, type StudyOptions, withStudyOptions, writeStudy } from "./study.ts";
import { variation } from "./variation.ts";

/** Options of `ballonet compare`. */
export interface CompareCommandOptions extends StudyOptions {
  readonly svg?: string;
  readonly html?: string;
  readonly vary: readonly Variation[];
}

const AFTER = `
Examples:
  ballonet compare busy.yaml --vary manager.kind=none,proxmox --vary host.memory=24GiB,28GiB,32GiB
  ballonet compare busy.yaml --vary manager=proxmox,proxmox:target=95%
  ballonet compare busy.yaml --vary manager.kind=all --json table.json
  ballonet compare busy.yaml --vary manager.kind=none,proxmox,./mine.mjs
  ballonet compare busy.yaml --vary vms.busy.workload.think=5us,10us --vary seed=1,2,3 --csv -`;

/** `ballonet compare`: runs every combination of values and compares the results. */
export function compareCommand(): Command {
  const command = new Command("compare")
    .description("run a scenario with every combination of the given values and compare the runs")
    .argument("<scenario>", "the scenario's file (YAML or JSON), - for standard input")
    .requiredOption(
      "--vary <path=a,b,c>",
      "key of the scenario and its values (may be repeated); manager.kind also takes all (every manager) or the file of your own manager",
      variation,
    );
  return withStudyOptions(command)
    .option("--svg <file>", "draw the comparison as a figure, - for standard output (replaces the report)")
    .option(
      "--html <file>",
      "write the comparison as a self-contained HTML page, - for standard output (replaces the report)",
    )
    .addHelpText("after", AFTER)
    .action(compareRuns);
}

async function compareRuns(file: string, options: CompareCommandOptions): Promise<void> {
  await checkOutputs(options);
  const source = await openScenarioArgument(file);
  const display = studyDisplay(process.stderr, options.quiet === true);
  const { compare } = await import("../index.node.ts");
  const comparison = await stoppable((signal) =>
    readable(file, () =>
      compare(source, {
        vary: options.vary,
        overrides: overridesOf(options),
        jobs: options.jobs,
        signal,
        onProgress: (progress) => display.show(progress),
      }),
    ),
  ).finally(() => display.clear());
  if (comparison === null) return;
  const [{ comparisonCsv, comparisonJson }, { comparisonText }, { comparisonSvg }, { comparisonHtml }] =
    await Promise.all([
      import("../report/study/comparison-data.ts"),
      import("../report/study/comparison-text.ts"),
      import("../report/study/comparison-svg.ts"),
      import("../report/study/comparison-html.ts"),
    ]);
  await writeStudy(
    {
      json: () => comparisonJson(comparison),
      csv: () => comparisonCsv(comparison),
      svg: () => comparisonSvg(comparison),
      html: () => comparisonHtml(comparison),
      text: (look) => comparisonText(comparison, look),
    },
    options,
  );
  if (comparison.rows.some(({ outcome }) => "problem" in outcome)) process.exitCode = EXIT.failed;
}
