import { Command } from "commander";
import type { PassedTrace } from "../../trace/read.ts";
import { readingInWords } from "../../trace/reading.ts";
import type { Survey } from "../../trace/sink/survey.ts";
import { checkWritable, STANDARD_STREAM, writeWhole } from "../console/output.ts";
import { lookOf } from "../console/terminal.ts";
import { condensingOf, openTraceInput, pageSizeOption } from "./input.ts";

/** What `ballonet trace info` was asked for. */
export interface TraceInfoOptions {
  readonly format?: string;
  readonly pageSize?: number;
  readonly json?: string;
}

/** `ballonet trace info`: what a trace is like. */
export function traceInfoCommand(): Command {
  return new Command("info")
    .description("tell what a trace is like: references, pages, writes, reuse, footprint")
    .argument("<trace>", "the trace's file, - for standard input")
    .option("--format <format>", "its format, when neither its name nor its content tells (ballonet list formats)")
    .addOption(pageSizeOption())
    .option("--json <file>", "write it as JSON, - for standard output (and nothing else there)")
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

/** What a trace is like as JSON, the trace itself as `replay` and `mrc` describe it. */
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
