import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { createGzip, type Gzip } from "node:zlib";
import { packingOfName } from "../../trace/packing/packing.ts";
import { Failure, writeFailure } from "../console/fail.ts";
import { STANDARD_STREAM } from "../console/output.ts";
import { printedFailure, standardOutput, writeStandard } from "../console/standard-output.ts";

/** Starts writing a file, with gzip when its name ends in .gz; `-` is standard output, which is written directly. */
export async function openWhole(file: string): Promise<WholeFile> {
  return new WholeFile(await placeOf(file), packingOfName(file) === "gzip" ? createGzip() : null);
}

/** Where a file goes. */
interface Place {
  /** Its name as written. */
  readonly file: string;
  readonly isStandard: boolean;
  /** The file as long as it is not finished. */
  readonly unfinished: string;
  /** Where it is moved then; `null`: it is written in its place. */
  readonly finished: string | null;
}

/** Pipes and devices are written directly. A symbolic link is kept: its target is replaced. */
async function placeOf(file: string): Promise<Place> {
  const isStandard = file === STANDARD_STREAM;
  const present = isStandard ? null : await stat(file).catch(() => null);
  if (isStandard || (present !== null && !present.isFile())) {
    return { file, isStandard, unfinished: file, finished: null };
  }
  const place = present === null ? file : await realpath(file);
  const unfinished = join(dirname(place), `.ballonet-${randomBytes(6).toString("hex")}`);
  return { file, isStandard, unfinished, finished: place };
}

/** A file that is written atomically. */
export class WholeFile {
  readonly #place: Place;
  /** `null`: not packed. */
  readonly #packer: Gzip | null;
  readonly #target: Writable;
  /** What takes the bytes. */
  readonly #first: Writable;
  #problem: Error | null = null;
  #bytes = 0;

  constructor(place: Place, packer: Gzip | null) {
    this.#place = place;
    this.#packer = packer;
    const flags = place.finished === null ? "w" : "wx";
    this.#target = place.isStandard ? standardOutput() : createWriteStream(place.unfinished, { flags });
    this.#first = packer ?? this.#target;
    packer?.pipe(this.#target, { end: !place.isStandard });
    const fail = (error: Error) => this.#fail(error);
    this.#target.on("error", fail);
    packer?.on("error", fail);
    packer?.on("data", (piece: Uint8Array) => this.#count(piece));
  }

  async write(pieces: readonly Uint8Array[]): Promise<void> {
    await this.#guarded(async () => {
      for (const piece of pieces) {
        if (this.#problem !== null) throw this.#problem;
        if (this.#packer === null) this.#count(piece);
        if (!this.#first.write(piece)) await drained(this.#first);
      }
    });
  }

  /** Moves the file to its place; returns its size in bytes. */
  async finish(): Promise<number> {
    const { isStandard, unfinished, finished: place } = this.#place;
    await this.#guarded(async () => {
      if (!isStandard || this.#packer !== null) this.#first.end();
      if (this.#packer !== null && isStandard) await finished(this.#packer);
      if (isStandard) await writeStandard("");
      else await finished(this.#target);
      if (place !== null) await rename(unfinished, place);
    });
    return this.#bytes;
  }

  /** Removes the unfinished file. */
  async discard(): Promise<void> {
    const { isStandard, unfinished, finished: place } = this.#place;
    if (isStandard) return;
    this.#first.destroy();
    this.#target.destroy();
    await finished(this.#target).catch(() => undefined);
    if (place !== null) await rm(unfinished, { force: true });
  }

  #count(piece: Uint8Array): void {
    this.#bytes += piece.length;
  }

  #fail(error: Error): void {
    this.#problem ??= error;
    // Standard output cannot be destroyed: it would repeat the same error forever.
    if (this.#first !== this.#target || !this.#place.isStandard) this.#first.destroy(error);
  }

  /** Does something, and throws what went wrong with the file as one sentence. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.#problem !== null) throw this.#problem;
    } catch (error) {
      const cause = this.#problem ?? error;
      if (!(cause instanceof Error) || cause instanceof Failure) throw cause;
      throw this.#place.isStandard ? printedFailure(cause) : writeFailure(this.#place.file, cause);
    }
  }
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
