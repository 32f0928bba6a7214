import { Command } from "commander";
import { formatBytes, formatCount } from "../../words/units.ts";
import { escapeControls } from "../../words/width.ts";
import { Failure } from "../console/fail.ts";
import { checkWritable, STANDARD_STREAM, writeWhole } from "../console/output.ts";
import { awaitStop } from "../console/stop.ts";
import { condensingOf, openTraceInput, pageSizeOption } from "./input.ts";
import { checkPacking, formatToWrite, noteCondensing } from "./output.ts";
import { openWhole } from "./whole-file.ts";

/** Options of `ballonet trace convert`. */
export interface TraceConvertOptions {
  readonly from?: string;
  readonly to?: string;
  readonly pageSize?: number;
}

/** `ballonet trace convert`: writes a trace in another format. */
export function traceConvertCommand(): Command {
  return new Command("convert")
    .description("write a trace in another format, with its pages renumbered from 0")
    .argument("<in>", "trace file, - for standard input")
    .argument("<out>", "file to write: .btrace, .u32 or .txt, each also with .gz; - for standard output")
    .option("--from <format>", "format of the input, if not recognized from its name or content")
    .option("--to <format>", "format to write, if not given by the file name: ballonet, u32 or text")
    .addOption(pageSizeOption())
    .action(convert);
}

async function convert(from: string, to: string, options: TraceConvertOptions): Promise<void> {
  const [{ passTrace }, { NumberingSink }] = await Promise.all([
    import("../../trace/read.ts"),
    import("../../trace/sink/numbering.ts"),
  ]);
  const format = await formatToWrite(to, options.to);
  checkPacking(to);
  await checkWritable(to);

  const stop = awaitStop();
  const { name, chunks } = openTraceInput(from, stop.signal);
  const output = await openWhole(to);
  try {
    const encoder = format.encoder();
    const sink = new NumberingSink(encoder);
    const { pageBytes, condensing } = await passTrace(
      chunks,
      name,
      { format: options.from, pageBytes: options.pageSize, condensing: await condensingOf(from) },
      sink,
      async () => {
        await output.write(encoder.take());
        stop.signal.throwIfAborted();
      },
    );
    await output.write(encoder.end(pageBytes, condensing));
    const bytes = await output.finish();
    await noteCondensing(to, format, condensing);
    if (to !== STANDARD_STREAM) await writeWhole(STANDARD_STREAM, writtenInWords(to, format.name, sink, bytes));
  } catch (error) {
    await output.discard();
    if (stop.exitCode === null) throw error;
    throw new Failure("ballonet: stopped; nothing was written", stop.exitCode);
  } finally {
    stop.release();
  }
}

/** `a.btrace: 4.1 M references to 1.9 k pages, written as ballonet in 1.2 MiB`. */
export function writtenInWords(
  file: string,
  format: string,
  { references, distinctPages }: { readonly references: number; readonly distinctPages: number },
  bytes: number,
): string {
  const what = `${formatCount(references, 3)} references to ${formatCount(distinctPages, 3)} pages`;
  return `${escapeControls(file)}: ${what}, written as ${format} in ${formatBytes(bytes, 3)}\n`;
}
