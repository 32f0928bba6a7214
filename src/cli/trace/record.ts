import { basename } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { DEFAULT_PAGE_BYTES } from "../../trace/contract.ts";
import type { Condenser } from "../../trace/sink/condense.ts";
import type { NumberingSink } from "../../trace/sink/numbering.ts";
import { formatCount } from "../../words/units.ts";
import { EXIT, Failure } from "../console/fail.ts";
import { checkWritable, STANDARD_STREAM } from "../console/output.ts";
import { awaitStop } from "../console/stop.ts";
import { writtenInWords } from "./convert.ts";
import { pageSizeOption } from "./input.ts";
import { checkPacking, formatToWrite, noteCondensing } from "./output.ts";
import { startLackey } from "./valgrind.ts";
import { openWhole } from "./whole-file.ts";

/** Searching a larger filter would take longer than running the program. */
const LARGEST_FILTER = 2 ** 16;

/** Options of `ballonet trace record`. */
export interface TraceRecordOptions {
  readonly output?: string;
  readonly to?: string;
  readonly filter?: number;
  readonly pageSize?: number;
}

/** `ballonet trace record`: runs a program and records the pages it touches. */
export function traceRecordCommand(): Command {
  return new Command("record")
    .description("run a program under Valgrind's lackey and record the pages it touches")
    .argument("<program...>", "the program and, after --, its arguments")
    .option(
      "-o, --output <file>",
      "trace to write (.btrace, .u32 or .txt, each also with .gz; default: PROGRAM.btrace)",
    )
    .option("--to <format>", "format to write, if not given by the file name: ballonet, u32 or text")
    .option(
      "--filter <pages>",
      "leave out references that hit in an LRU memory of this many pages (exact for LRU at this size and above)",
      filter,
    )
    .addOption(pageSizeOption())
    .addHelpText("after", "\nExample:\n  ballonet trace record -o sort.btrace --filter 64 -- sort big.txt")
    .action(record);
}

async function record(program: readonly string[], options: TraceRecordOptions): Promise<void> {
  const file = options.output ?? `${basename(program[0] ?? "")}.btrace`;
  if (file === STANDARD_STREAM) {
    throw new Failure(
      "ballonet: a recording cannot be written to standard output, which the program uses: give -o a file",
      EXIT.wrong,
    );
  }
  const format = await formatToWrite(file, options.to);
  checkPacking(file);
  await checkWritable(file);
  const [{ formatNamed }, { DenseSink }, { NumberingSink }, { Condenser }] = await Promise.all([
    import("../../trace/format/registry.ts"),
    import("../../trace/sink/dense-sink.ts"),
    import("../../trace/sink/numbering.ts"),
    import("../../trace/sink/condense.ts"),
  ]);

  const output = await openWhole(file);
  const run = await startLackey(program).catch(async (error) => {
    await output.discard();
    throw error;
  });
  // Nothing is awaited from here to the first chunk: Node discards unread output once the program has ended.
  const stop = awaitStop(() => run.interrupt());
  try {
    const encoder = format.encoder();
    const sink = new NumberingSink(encoder);
    const condenser = options.filter === undefined ? null : new Condenser(options.filter);
    const pageBytes = options.pageSize ?? DEFAULT_PAGE_BYTES;
    const parser = formatNamed("lackey")?.open({ name: "lackey", pageBytes }, new DenseSink(condenser ?? sink));
    if (parser === undefined) throw new Error("there is no format lackey");
    for await (const chunk of run.chunks) {
      parser.push(chunk);
      await output.write(encoder.take());
    }
    const { code, signal } = await run.ended;
    // The last line of a killed program is incomplete.
    if (code !== null) parser.end();
    const raw = condenser === null ? sink.references : replayKept(condenser, sink);
    const condensing =
      options.filter === undefined ? null : { condensedFrames: options.filter, originalReferences: raw };
    if (sink.references === 0) {
      throw new Failure(`ballonet: nothing was recorded: Valgrind ended with ${signal ?? code}`, EXIT.failed);
    }
    await output.write(encoder.end(pageBytes, condensing));
    const bytes = await output.finish();
    await noteCondensing(file, format, condensing);
    const of = condenser === null ? "" : `, out of ${formatCount(raw, 3)}`;
    const ending = signal === null ? `the program ended with ${code}` : `the program was ended by ${signal}`;
    process.stderr.write(`${writtenInWords(file, format.name, sink, bytes).trimEnd()}${of}; ${ending}\n`);
  } catch (error) {
    run.kill();
    await output.discard();
    throw error;
  } finally {
    stop.release();
  }
  if (stop.exitCode !== null) process.exitCode = stop.exitCode;
}

/** Passes the references that the condenser kept to the sink; returns the number of original references. */
function replayKept(condenser: Condenser, sink: NumberingSink): number {
  const { references, rawReferences } = condenser.result();
  for (const word of references) sink.reference(word & 0x7fff_ffff, word >= 0x8000_0000);
  return rawReferences;
}

function filter(written: string): number {
  const pages = Number(written);
  if (!/^\d+$/.test(written) || pages < 1 || pages > LARGEST_FILTER) {
    throw new InvalidArgumentError(`It must be a whole number of pages from 1 to ${LARGEST_FILTER}.`);
  }
  return pages;
}
