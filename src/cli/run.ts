import { Command } from "commander";
import type { Scenario } from "../scenario/scenario.ts";
import type { Result } from "../simulation/result.ts";
import type { LoadedScenario } from "../study/source/source.ts";
import { EXIT, Failure } from "./console/fail.ts";
import { ensureFolder, STANDARD_STREAM, writeWhole } from "./console/output.ts";
import { progressDisplay } from "./console/progress.ts";
import { awaitStop } from "./console/stop.ts";
import { lookOf } from "./console/terminal.ts";
import {
  openScenarioArgument,
  override,
  overridesOf,
  readable,
  type ScenarioSettings,
  seed,
} from "./scenario-input.ts";
import { checkOutputs } from "./study.ts";

/** Options of `ballonet run`. */
export interface RunOptions extends ScenarioSettings {
  readonly json?: string;
  readonly csv?: string;
  readonly svg?: string;
  readonly html?: string;
  readonly dryRun?: true;
  readonly quiet?: true;
}

/** `ballonet run`: simulates a scenario and reports the result. */
export function runCommand(): Command {
  return new Command("run")
    .description("simulate a scenario and report the result")
    .argument("<scenario>", "the scenario's file (YAML or JSON), - for standard input")
    .option("--json <file>", "write the result as JSON, - for standard output (replaces the report)")
    .option("--csv <folder>", "write the result to vms.csv, host.csv and series.csv in a folder")
    .option("--svg <file>", "draw the run as a figure, - for standard output (replaces the report)")
    .option("--html <file>", "write the run as a self-contained HTML page, - for standard output (replaces the report)")
    .option("--seed <n>", "use this seed instead of the scenario's", seed)
    .option("--scale <n>", "simulate one page in n, each for n (docs/miniature.md)")
    .option("--set <path=value>", "set a value of the scenario, e.g. host.memory=24GiB (may be repeated)", override)
    .option("--dry-run", "print what would be simulated without simulating it; with --quiet only errors")
    .option("--quiet", "print only errors, no report and no progress")
    .action(run);
}

async function run(file: string, options: RunOptions): Promise<void> {
  const { json, csv, svg, html, quiet } = options;
  if (csv === STANDARD_STREAM) throw new Failure("ballonet: --csv needs a folder: it writes three files", EXIT.wrong);
  const [output] = Object.entries({ json, csv, svg, html }).filter(([, place]) => place !== undefined);
  if (options.dryRun && output !== undefined)
    throw new Failure(
      `ballonet: --dry-run simulates nothing, so --${output[0]} has no result to write: leave one of them out`,
      EXIT.wrong,
    );
  await checkOutputs({ json, svg, html });
  const source = await openScenarioArgument(file);
  const input = await readable(file, () => source.load(overridesOf(options), { managerHere: false }));
  const { refuseReplaced } = await import("../study/inputs.ts");
  refuseReplaced(input);
  if (!quiet) {
    for (const one of input.withoutEffect?.switchedOff ?? [])
      process.stderr.write(`ballonet: without effect in this run: ${one}\n`);
  }
  return options.dryRun ? dryRun(input.scenario, quiet === true) : simulateAndReport(input, options);
}

/** Prints what would be simulated; throws the error that a run would throw when memory is too small. */
async function dryRun(scenario: Scenario, quiet: boolean): Promise<void> {
  const [{ planInWords }, { catalogue }, { engineBytes }] = await Promise.all([
    import("../report/run/dry-run.ts"),
    import("../catalogue.ts"),
    import("../index.node.ts"),
  ]);
  const bytes = await engineBytes(scenario);
  const manager = catalogue.managers.find(({ name }) => name === scenario.manager.kind);
  const text = planInWords(scenario, lookOf(process.stdout).columns, manager?.parameters ?? {}, bytes);
  if (!quiet) await writeWhole(STANDARD_STREAM, text);
}

async function simulateAndReport(loaded: LoadedScenario, options: RunOptions): Promise<void> {
  if (options.csv !== undefined) await ensureFolder(options.csv);

  const stop = awaitStop();
  const display = progressDisplay(process.stderr, options.quiet === true);
  let result: Result | null = null;
  try {
    const { simulate } = await import("../index.node.ts");
    result = await simulate(loaded.scenario, {
      traces: loaded.traces,
      managerModule: loaded.managerModule,
      onProgress: (progress) => display.show(progress),
      signal: stop.signal,
      onStopped: (partial) => {
        result = partial;
      },
    });
  } catch (error) {
    if (stop.exitCode === null) throw error;
    // The manager did not stop in time.
    if (error instanceof Error && error.name === "ManagerError")
      throw new Failure(`ballonet: ${error.message}`, stop.exitCode);
    if (error !== stop.signal.reason) throw error;
    process.exitCode = stop.exitCode;
  } finally {
    display.clear();
    stop.release();
  }
  if (result !== null) return report(result, options);
  process.stderr.write("ballonet: stopped before anything was simulated\n");
}

async function report(result: Result, { json, csv, svg, html, quiet }: RunOptions): Promise<void> {
  const isInCharge = ({ name }: { readonly name: string }) => name === result.scenario.manager.kind;
  if (json !== undefined) {
    const { jsonReport } = await import("../report/run/json.ts");
    await writeWhole(json, jsonReport(result));
  }
  if (svg !== undefined) {
    const { runSvg } = await import("../report/run/svg.ts");
    await writeWhole(svg, runSvg(result));
  }
  if (html !== undefined) {
    const [{ runHtml }, { catalogue }] = await Promise.all([
      import("../report/run/html.ts"),
      import("../catalogue.ts"),
    ]);
    await writeWhole(html, runHtml(result, catalogue.managers.find(isInCharge)?.parameters));
  }
  if (csv !== undefined) {
    const [{ csvReports }, { join }] = await Promise.all([import("../report/run/csv.ts"), import("node:path")]);
    for (const [name, text] of Object.entries(csvReports(result))) await writeWhole(join(csv, name), text);
  }
  if (![json, svg, html].includes(STANDARD_STREAM) && !quiet) {
    const [{ textReport }, { catalogue }] = await Promise.all([
      import("../report/run/text.ts"),
      import("../catalogue.ts"),
    ]);
    const visibilities = Object.fromEntries(catalogue.policies.map(({ name, visibility }) => [name, visibility]));
    const managerParameters = catalogue.managers.find(isInCharge)?.parameters ?? {};
    await writeWhole(
      STANDARD_STREAM,
      textReport(result, { ...lookOf(process.stdout), visibilities, managerParameters }),
    );
  } else if (result.outcome === "stopped") {
    const { formatDuration } = await import("../words/units.ts");
    process.stderr.write(`ballonet: stopped at ${formatDuration(result.simulatedNs)} of simulated time\n`);
  }
}
