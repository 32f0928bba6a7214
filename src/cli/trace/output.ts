import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Condensing, condensingFileOf, condensingText } from "../../trace/condensing.ts";
import type { TraceEncoder } from "../../trace/contract.ts";
import { packingOfName } from "../../trace/packing/packing.ts";
import { EXIT, Failure, writeFailure } from "../console/fail.ts";
import { STANDARD_STREAM, writeWhole } from "../console/output.ts";
import { printedFailure, standardOutput, writeStandard } from "../console/standard-output.ts";

/** A file that is written atomically. */
export interface WholeFile {
  write(pieces: readonly Uint8Array[]): Promise<void>;
  /** Moves the file to its place; returns its size in bytes. */
  finish(): Promise<number>;
  /** Removes the unfinished file. */
  discard(): Promise<void>;
}

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

/** Starts writing a file, with gzip when its name ends in .gz; `-` is standard output, which is written directly. */
export async function openWhole(file: string): Promise<WholeFile> {
  const isStandard = file === STANDARD_STREAM;
  const present = isStandard ? null : await stat(file).catch(() => null);
  // Pipes and devices are written directly. A symbolic link is kept: its target is replaced.
  const isReplaced = !isStandard && (present === null || present.isFile());
  const place = present?.isFile() ? await realpath(file) : file;
  const unfinished = isReplaced ? join(dirname(place), `.ballonet-${randomBytes(6).toString("hex")}`) : file;
  const target: Writable = isStandard
    ? standardOutput()
    : createWriteStream(unfinished, { flags: isReplaced ? "wx" : "w" });

  const packer = packingOfName(file) === "gzip" ? createGzip() : null;
  const first: Writable = packer ?? target;
  packer?.pipe(target, { end: !isStandard });
  let problem: Error | null = null;
  const fail = (error: Error) => {
    problem ??= error;
    // Standard output cannot be destroyed: it would repeat the same error forever.
    if (first !== target || !isStandard) first.destroy(error);
  };
  target.on("error", fail);
  packer?.on("error", fail);
  let bytes = 0;
  const count = (piece: Uint8Array) => {
    bytes += piece.length;
  };
  packer?.on("data", count);

  const guarded = async (work: () => Promise<void>) => {
    try {
      await work();
      if (problem !== null) throw problem;
    } catch (error) {
      const cause = problem ?? error;
      if (!(cause instanceof Error)) throw cause;
      if (cause instanceof Failure) throw cause;
      throw isStandard ? printedFailure(cause) : writeFailure(file, cause);
    }
  };
  return {
    write: (pieces) =>
      guarded(async () => {
        for (const piece of pieces) {
          if (problem !== null) throw problem;
          if (packer === null) count(piece);
          if (!first.write(piece)) await drained(first);
        }
      }),
    finish: async () => {
      await guarded(async () => {
        if (!isStandard || packer !== null) first.end();
        if (packer !== null && isStandard) await finished(packer);
        if (isStandard) await writeStandard("");
        if (!isStandard) await finished(target);
        if (isReplaced) await rename(unfinished, place);
      });
      return bytes;
    },
    discard: async () => {
      if (isStandard) return;
      first.destroy();
      target.destroy();
      await finished(target).catch(() => undefined);
      if (isReplaced) await rm(unfinished, { force: true });
    },
  };
}

/** Resolves when a stream accepts more data, or is closed or broken. */
function drained(stream: Writable): Promise<void> {
  return new Promise((done) => {
    const ready = () => {
      stream.removeListener("drain", ready);
      stream.removeListener("close", ready);
      stream.removeListener("error", ready);
      done();
    };
    stream.on("drain", ready);
    stream.on("close", ready);
    stream.on("error", ready);
    if (stream.destroyed || !stream.writableNeedDrain) ready();
  });
}
