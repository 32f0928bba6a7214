import { Command, InvalidArgumentError } from "commander";
import { readDuration } from "../../scenario/key/duration.ts";
import { EXIT, Failure } from "../console/fail.ts";
import { readable } from "../scenario-input.ts";
import { type ImportOutput, withOutput, writeScenarios } from "./output.ts";

/** Options of `ballonet import prometheus`. */
export interface ImportPrometheusOptions extends ImportOutput {
  readonly url?: string;
  readonly range?: number;
  readonly step?: number;
}

const AFTER = `
Exporters: libvirt-exporter, KubeVirt, prometheus-pve-exporter, node_exporter in the guests. Files are answers of
/api/v1/query_range, in any number; with --url a Prometheus on this machine is asked for all that is known.`;

const DAY = 86_400;
const MINUTE = 60;

/** `ballonet import prometheus`. */
export function importPrometheusCommand(): Command {
  const command = new Command("prometheus")
    .description("answers of Prometheus' query_range, in files or from this machine")
    .argument("[file...]", "JSON files")
    .option("--url <address>", "ask a Prometheus on this machine, e.g. http://127.0.0.1:9090")
    .option("--range <duration>", "with --url: how far back (default: 1d)", seconds)
    .option("--step <duration>", "with --url: distance of two points (default: 1min)", seconds);
  return withOutput(command).addHelpText("after", AFTER).action(importMetrics);
}

async function importMetrics(paths: readonly string[], options: ImportPrometheusOptions): Promise<void> {
  const { url, range, step } = options;
  if ((paths.length === 0) === (url === undefined))
    throw new Failure(
      `ballonet: ${url === undefined ? "there is nothing to import" : "there are files and --url"}: give either files or --url`,
      EXIT.wrong,
    );
  if (url === undefined && (range ?? step) !== undefined)
    throw new Failure(
      `ballonet: --${range === undefined ? "step" : "range"} applies only to --url: leave it out`,
      EXIT.wrong,
    );
  const [{ readHostFile }, { importPrometheus }, { askPrometheus }] = await Promise.all([
    import("../../import/files.node.ts"),
    import("../../import/import.ts"),
    import("../../import/prometheus/ask.ts"),
  ]);
  const scenarios = await readable(paths[0] ?? "", async () => {
    if (url === undefined) return importPrometheus(await Promise.all(paths.map(readHostFile)));
    const asked = { end: Math.floor(Date.now() / 1000), seconds: range ?? DAY, stepSeconds: step ?? MINUTE };
    return importPrometheus(await askPrometheus(url, asked));
  });
  await writeScenarios(scenarios, options);
}

function seconds(written: string): number {
  const read = readDuration(written);
  if ("problem" in read) throw new InvalidArgumentError(`${read.problem}.`);
  if (read.value < 1e9) throw new InvalidArgumentError("It must be at least 1s.");
  return read.value / 1e9;
}
