import { Command, InvalidArgumentError } from "commander";
import type { LoadedScenario } from "../index.node.ts";
import type { Result } from "../simulation/result.ts";
import { EXIT, Failure, fileProblem } from "./fail.ts";
import { checkWritable, ensureFolder, STANDARD_STREAM, writeWhole } from "./output.ts";
import { progressDisplay } from "./progress.ts";
import { lookOf } from "./terminal.ts";

/** A value of the scenario that the command line sets. */
export interface Override {
  readonly path: string;
  readonly value: string;
}

/** What `ballonet run` was asked for. */
export interface RunOptions {
  readonly json?: string;
  readonly csv?: string;
  readonly svg?: string;
  readonly html?: string;
  readonly seed?: number;
  readonly set?: readonly Override[];
  readonly dryRun?: true;
  readonly quiet?: true;
}

/** `ballonet run`: simulates a scenario and reports what came of it. */
export function runCommand(): Command {
  return new Command("run")
    .description("simulate a scenario and report what came of it")
    .argument("<scenario>", "the scenario's file (YAML or JSON), - for standard input")
    .option("--json <file>", "write the result as JSON, - for standard output (and nothing else there)")
    .option("--csv <folder>", "write the result as vms.csv, host.csv and series.csv into a folder")
    .option("--svg <file>", "draw the run as a figure, - for standard output (and nothing else there)")
    .option(
      "--html <file>",
      "write the run as a page that opens from disk, - for standard output (and nothing else there)",
    )
    .option("--seed <n>", "use this seed instead of the scenario's", seed)
    .option("--set <path=value>", "set a value of the scenario, e.g. host.memory=24GiB (may be repeated)", override)
    .option("--dry-run", "only say what would be simulated")
    .option("--quiet", "print neither report nor progress, only errors")
    .action(run);
}

async function run(file: string, options: RunOptions): Promise<void> {
  if (options.csv === STANDARD_STREAM)
    throw new Failure("ballonet: --csv needs a folder: it writes three files", EXIT.wrong);
  const outputs = [options.json, options.svg, options.html];
  if (outputs.filter((output) => output === STANDARD_STREAM).length > 1) {
    throw new Failure(
      "ballonet: only one of --json, --svg and --html can be written to standard output: give the others a file",
      EXIT.wrong,
    );
  }
  const loaded = await load(file, options);
  if (options.dryRun) {
    const [{ planInWords }, { catalogue }] = await Promise.all([
      import("../report/plan.ts"),
      import("../catalogue.ts"),
    ]);
    const manager = catalogue.managers.find(({ name }) => name === loaded.scenario.manager.kind);
    return writeWhole(
      STANDARD_STREAM,
      planInWords(loaded.scenario, lookOf(process.stdout).columns, manager?.parameters ?? {}),
    );
  }
  for (const output of outputs) if (output !== undefined) await checkWritable(output);
  if (options.csv !== undefined) await ensureFolder(options.csv);

  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  // Once only: the second Ctrl-C ends the process the way it ends any other.
  process.once("SIGINT", interrupt);
  const display = progressDisplay(process.stderr, options.quiet === true);
  let result: Result;
  try {
    const { simulate } = await import("../index.node.ts");
    result = await simulate(loaded.scenario, {
      traces: loaded.traces,
      onProgress: (progress) => display.show(progress),
      signal: interruption.signal,
    });
  } finally {
    display.clear();
    process.removeListener("SIGINT", interrupt);
  }
  await report(result, options);
  if (result.outcome === "stopped") process.exitCode = EXIT.interrupted;
}

async function load(file: string, { set = [], seed }: RunOptions): Promise<LoadedScenario> {
  const { loadScenario } = await import("../index.node.ts");
  const overrides = [...set, ...(seed === undefined ? [] : [{ path: "seed", value: String(seed) }])];
  if (file === STANDARD_STREAM) return loadScenario("<stdin>", { overrides, text: await standardInput() });
  try {
    return await loadScenario(file, { overrides });
  } catch (error) {
    const problem = error instanceof Error ? fileProblem(error) : null;
    if (problem === null) throw error;
    throw new Failure(`ballonet: cannot read ${problem.file ?? file}: ${problem.what}`, EXIT.wrong);
  }
}

async function report(result: Result, { json, csv, svg, html, quiet }: RunOptions): Promise<void> {
  const isInCharge = ({ name }: { readonly name: string }) => name === result.scenario.manager.kind;
  if (json !== undefined) {
    const { jsonReport } = await import("../report/json.ts");
    await writeWhole(json, jsonReport(result));
  }
  if (svg !== undefined) {
    const { runSvg } = await import("../report/run-svg.ts");
    await writeWhole(svg, runSvg(result));
  }
  if (html !== undefined) {
    const [{ runHtml }, { catalogue }] = await Promise.all([
      import("../report/run-html.ts"),
      import("../catalogue.ts"),
    ]);
    await writeWhole(html, runHtml(result, catalogue.managers.find(isInCharge)?.parameters));
  }
  if (csv !== undefined) {
    const [{ csvReports }, { join }] = await Promise.all([import("../report/csv.ts"), import("node:path")]);
    for (const [name, text] of Object.entries(csvReports(result))) await writeWhole(join(csv, name), text);
  }
  if (![json, svg, html].includes(STANDARD_STREAM) && !quiet) {
    const [{ textReport }, { catalogue }] = await Promise.all([import("../report/text.ts"), import("../catalogue.ts")]);
    const visibilities = Object.fromEntries(catalogue.policies.map(({ name, visibility }) => [name, visibility]));
    const managerParameters = catalogue.managers.find(isInCharge)?.parameters ?? {};
    await writeWhole(
      STANDARD_STREAM,
      textReport(result, { ...lookOf(process.stdout), visibilities, managerParameters }),
    );
  } else if (result.outcome === "stopped") {
    const { formatDuration } = await import("../report/units.ts");
    process.stderr.write(`ballonet: stopped at ${formatDuration(result.simulatedNs)} of simulated time\n`);
  }
}

async function standardInput(): Promise<string> {
  const { text } = await import("node:stream/consumers");
  return text(process.stdin);
}

function seed(written: string): number {
  const value = Number(written);
  if (!/^\d+$/.test(written) || value >= 2 ** 32) {
    throw new InvalidArgumentError("It is a whole number from 0 to 4294967295.");
  }
  return value;
}

function override(written: string, earlier: readonly Override[] = []): Override[] {
  const at = written.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It is written PATH=VALUE, for example host.memory=24GiB.");
  return [...earlier, { path: written.slice(0, at), value: written.slice(at + 1) }];
}
