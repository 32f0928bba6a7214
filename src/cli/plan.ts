import { Command, InvalidArgumentError } from "commander";
import { readSize } from "../parameter/size.ts";
import type { Plan } from "../study/plan.ts";
import type { Variation } from "../study/variation.ts";
import { EXIT, Failure } from "./console/fail.ts";
import { studyDisplay } from "./console/progress.ts";
import { stoppable } from "./console/stop.ts";
import { commaList } from "./lab/input.ts";
import { openScenarioArgument, overridesOf, readable } from "./scenario-input.ts";
import { checkOutputs, type StudyOptions, withStudyOptions, writeStudy } from "./study.ts";
import { variation } from "./variation.ts";

/** Options of `ballonet plan`. */
export interface PlanCommandOptions extends StudyOptions {
  readonly maxSlowdown: number;
  readonly vary: Varied;
  readonly managers?: readonly string[];
  readonly step?: number;
}

/** Largest page size in bytes. */
const LARGEST_PAGE = 2 ** 21;

/** The paths of `--vary` without values, which are searched, and the ones with values. */
interface Varied {
  readonly searched: readonly string[];
  readonly others: readonly Variation[];
}

const AFTER = `
Examples:
  ballonet plan idle.yaml --max-slowdown 1.05 --vary vms.count
  ballonet plan idle.yaml --max-slowdown 1.05 --vary vms.count --managers none,proxmox
  ballonet plan idle.yaml --max-slowdown 1.1 --vary host.memory --step 1GiB --vary manager.kind=all`;

/** `ballonet plan`: finds the highest overcommit within a limit of slowdown. */
export function planCommand(): Command {
  const command = new Command("plan")
    .description("find the highest overcommit at which no VM exceeds a slowdown limit")
    .argument("<scenario>", "the scenario's file (YAML or JSON), - for standard input")
    .requiredOption("--max-slowdown <x>", "highest 99th-percentile excess slowdown any VM may have, e.g. 1.05", limit)
    .requiredOption(
      "--vary <path>",
      "what to search: vms.count, vms.NAME.count or host.memory; PATH=A,B,C repeats the search for each value",
      varied,
    )
    .option(
      "--managers <a,b,c>",
      "search with each of these memory managers; all for every manager, or the file of your own manager",
      commaList,
    )
    .option("--step <size>", "step of the search for host.memory (default: 1/64 of the scenario's host memory)", step);
  return withStudyOptions(command).addHelpText("after", AFTER).action(planRuns);
}

async function planRuns(file: string, options: PlanCommandOptions): Promise<void> {
  const { searched, others } = options.vary;
  const [capacity, second] = searched;
  if (capacity === undefined || second !== undefined) {
    const what = second === undefined ? "nothing to search" : `cannot search ${capacity} and ${second} at once`;
    throw new Failure(
      `ballonet: ${what}: give one --vary without values: vms.count, vms.NAME.count or host.memory`,
      EXIT.wrong,
    );
  }
  await checkOutputs(options);
  const source = await openScenarioArgument(file);
  const byManager = options.managers === undefined ? [] : [{ path: "manager.kind", values: options.managers }];
  const display = studyDisplay(process.stderr, options.quiet === true);
  const { plan } = await import("../index.node.ts");
  const found = await stoppable((signal) =>
    readable(file, () =>
      plan(source, {
        capacity,
        maxSlowdown: options.maxSlowdown,
        vary: [...byManager, ...others],
        overrides: overridesOf(options),
        stepBytes: options.step,
        jobs: options.jobs,
        signal,
        onProgress: (progress) => display.show(progress),
      }),
    ),
  ).finally(() => display.clear());
  if (found === null) return;
  const [{ capacityCsv, capacityJson }, { capacityText }] = await Promise.all([
    import("../report/study/capacity-data.ts"),
    import("../report/study/capacity-text.ts"),
  ]);
  await writeStudy(
    {
      json: () => capacityJson(found),
      csv: () => capacityCsv(found),
      text: (look) => capacityText(found, look),
    },
    options,
  );
  if (found.rows.some(isUndecided)) process.exitCode = EXIT.failed;
}

/** Whether the user's manager failed, so that the search says nothing about overcommit. */
function isUndecided({ trials }: Plan["rows"][number]): boolean {
  return trials.some(({ outcome }) => "problem" in outcome && outcome.blame === "manager");
}

function limit(written: string): number {
  const value = Number(written);
  if (!/^\d+(\.\d+)?$/u.test(written) || value <= 1)
    throw new InvalidArgumentError("It must be a number greater than 1, for example 1.05.");
  return value;
}

function varied(written: string, earlier: Varied = { searched: [], others: [] }): Varied {
  const { searched, others } = earlier;
  if (!written.includes("=")) return { searched: [...searched, written], others };
  return { searched, others: variation(written, others) };
}

function step(written: string): number {
  const size = readSize(written, { shares: false });
  const bytes = "value" in size && size.value.unit === "bytes" ? size.value.bytes : 0;
  if (bytes < 4096) throw new InvalidArgumentError("It must be a size of at least 4KiB, for example 512MiB.");
  // Rounds decimal fractions such as 0.3GiB to whole pages of any size.
  const unit = Number.isInteger(bytes / 4096) ? 1 : bytes < LARGEST_PAGE ? 4096 : LARGEST_PAGE;
  return Math.round(bytes / unit) * unit;
}
