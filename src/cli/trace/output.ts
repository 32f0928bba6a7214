import { rm } from "node:fs/promises";
import { type Condensing, condensingFileOf, condensingText } from "../../trace/condensing.ts";
import type { TraceEncoder } from "../../trace/contract.ts";
import { packingOfName } from "../../trace/packing/packing.ts";
import { EXIT, Failure } from "../console/fail.ts";
import { STANDARD_STREAM, writeWhole } from "../console/output.ts";

/** A format that can be written. */
export interface WrittenFormat {
  readonly name: string;
  readonly encoder: () => TraceEncoder;
  readonly tellsCondensing: boolean;
}

/** The format asked for, or the one given by the file name; throws a Failure when it cannot be written. */
export async function formatToWrite(file: string, wanted: string | undefined): Promise<WrittenFormat> {
  const [{ traceFormats }, { formatOfName }] = await Promise.all([
    import("../../trace/format/registry.ts"),
    import("../../trace/recognise/choose.ts"),
  ]);
  const format = wanted === undefined ? formatOfName(file) : traceFormats.find(({ name }) => name === wanted);
  if (format?.encoder !== undefined) {
    return { name: format.name, encoder: format.encoder, tellsCondensing: format.tellsCondensing === true };
  }
  const names = traceFormats.flatMap(({ name, encoder }) => (encoder === undefined ? [] : [name])).join(", ");
  if (wanted !== undefined) {
    throw new Failure(`ballonet: the format "${wanted}" cannot be written: it must be one of ${names}`, EXIT.wrong);
  }
  const what = format === undefined ? "its name gives no format" : `the format ${format.name} can only be read`;
  const how = "end its name in .btrace, .u32 or .txt, or give --to one of";
  throw new Failure(`ballonet: cannot write ${file}: ${what}: ${how} ${names}`, EXIT.wrong);
}

/** Records how a written trace was condensed: in a file beside it when its format cannot hold that. */
export async function noteCondensing(
  file: string,
  { name, tellsCondensing }: WrittenFormat,
  condensing: Condensing | null,
): Promise<void> {
  const isSaid = tellsCondensing || condensing === null;
  if (file === STANDARD_STREAM) {
    if (isSaid) return;
    const what = `the format ${name} cannot hold that the trace is condensed, valid from ${condensing.condensedFrames} frames up`;
    process.stderr.write(`ballonet: ${what}; write a file, or --to ballonet\n`);
    return;
  }
  const note = condensingFileOf(file);
  if (isSaid) await rm(note, { force: true });
  else await writeWhole(note, condensingText(condensing));
}

/** Throws a Failure when the file name asks for a compression that cannot be written. */
export function checkPacking(file: string): void {
  const packing = packingOfName(file);
  if (packing === "none" || packing === "gzip") return;
  throw new Failure(`ballonet: cannot write ${file}: ${packing} can only be read: end its name in .gz`, EXIT.wrong);
}
