import { Command } from "commander";
import type { Variation } from "../study/variation.ts";
import { EXIT } from "./console/fail.ts";
import { studyDisplay } from "./console/progress.ts";
import { stoppable } from "./console/stop.ts";
import { openScenarioArgument, overridesOf, readable } from "./scenario-input.ts";
import { checkOutputs, type StudyOptions, withStudyOptions, writeStudy } from "./study.ts";
import { variation } from "./variation.ts";

/** What `ballonet compare` was asked for. */
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

/** `ballonet compare`: runs every combination of values and puts the runs side by side. */
export function compareCommand(): Command {
  const command = new Command("compare")
    .description("run a scenario with different values, every combination of them, and put the runs side by side")
    .argument("<scenario>", "the scenario's file (YAML or JSON), - for standard input")
    .requiredOption(
      "--vary <path=a,b,c>",
      "a place in the scenario and its values (may be repeated); manager.kind=all is every manager, a file is one of your own",
      variation,
    );
  return withStudyOptions(command)
    .option("--svg <file>", "draw the runs side by side as a figure, - for standard output (and nothing else there)")
    .option(
      "--html <file>",
      "write them as a page that opens from disk, - for standard output (and nothing else there)",
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
