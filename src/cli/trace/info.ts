import { Command } from "commander";
import type { PassedTrace } from "../../trace/read.ts";
import { readingInWords } from "../../trace/reading.ts";
import type { Survey } from "../../trace/sink/survey.ts";
import { checkWritable, STANDARD_STREAM, writeWhole } from "../console/output.ts";
import { lookOf } from "../console/terminal.ts";
import { condensingOf, openTraceInput, pageSizeOption } from "./input.ts";

/** Options of `ballonet trace info`. */
export interface TraceInfoOptions {
  readonly format?: string;
  readonly pageSize?: number;
  readonly json?: string;
}

/** `ballonet trace info`: statistics of a trace. */
export function traceInfoCommand(): Command {
  return new Command("info")
    .description("print statistics of a trace: references, pages, writes, reuse, footprint")
    .argument("<trace>", "trace file, - for standard input")
    .option(
      "--format <format>",
      "format of the trace, if not recognized from its name or content (ballonet list formats)",
    )
    .addOption(pageSizeOption())
    .option("--json <file>", "write the statistics as JSON, - for standard output (replaces the report)")
    .action(info);
}

async function info(file: string, { format, pageSize, json }: TraceInfoOptions): Promise<void> {
  if (json !== undefined) await checkWritable(json);
  const [{ passTrace }, { Surveyor }, { basename }] = await Promise.all([
    import("../../trace/read.ts"),
    import("../../trace/sink/survey.ts"),
    import("node:path"),
  ]);
  const { name, chunks } = openTraceInput(file);
  const surveyor = new Surveyor();
  const condensing = await condensingOf(file);
  const passed = await passTrace(chunks, name, { format, pageBytes: pageSize, condensing }, surveyor);
  const survey = surveyor.survey();
  const shortName = basename(name);
  if (json !== undefined) await writeWhole(json, traceInfoJson(shortName, passed, survey));
  if (json === STANDARD_STREAM) return;
  const { traceReport } = await import("./report.ts");
  await writeWhole(STANDARD_STREAM, traceReport(shortName, passed, survey, lookOf(process.stdout)));
}

/** Statistics of a trace as JSON; `trace` has the fields that `replay` and `mrc` write. */
export function traceInfoJson(name: string, passed: PassedTrace, survey: Survey): string {
  const { references, writes, distinctPages, reuse, footprint } = survey;
  const { format, packing, pageBytes, condensing, reading } = passed;
  const condensedFrames = condensing?.condensedFrames ?? null;
  const originalReferences = condensing === null ? references : condensing.originalReferences;
  const trace = {
    ...{ name, format, packing, pageBytes, references, originalReferences, condensedFrames, writes, distinctPages },
    ...{ reading: readingInWords(reading), because: reading.because, used: reading.used, unused: reading.unused },
  };
  return `${JSON.stringify({ trace, reuse, footprint }, null, 2)}\n`;
}
