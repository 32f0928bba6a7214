import { fstatSync, writeSync } from "node:fs";
import { Writable } from "node:stream";
import { EXIT, Failure, fileProblem } from "./fail.ts";

const STANDARD_OUTPUT = 1;

let opened: Writable | undefined;
let hasFailed = false;

/** Standard output. A failed write prints one sentence and sets exit code 1; a closed pipe (`| head`) is not an error. */
export function standardOutput(): Writable {
  if (opened === undefined) {
    opened = isFile() ? new Writable({ write: (chunk, _, done) => done(writeAll(chunk)) }) : process.stdout;
    opened.on("error", print);
    process.on("exit", (code) => {
      if (hasFailed && code === EXIT.done) process.exitCode = EXIT.failed;
    });
    // Standard error is closed too: there is no place for a message.
    process.stderr.on("error", () => undefined);
  }
  return opened;
}

/** Writes text or bytes to standard output; throws a Failure whose message is already printed when that fails. */
export async function writeStandard(text: string | Uint8Array): Promise<void> {
  const error = await new Promise<Error | null | undefined>((done) => standardOutput().write(text, done));
  if (error instanceof Error && !isClosed(error)) throw printedFailure(error);
}

/** The Failure for an error of standard output whose message is already printed. */
export function printedFailure(error: Error): Failure {
  return new Failure("", isClosed(error) ? EXIT.done : EXIT.failed);
}

function print(error: Error): void {
  if (hasFailed || isClosed(error)) return;
  hasFailed = true;
  process.stderr.write(`ballonet: cannot write to standard output: ${fileProblem(error)?.what ?? error.message}\n`);
}

function isClosed(error: Error): boolean {
  return "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED");
}

function isFile(): boolean {
  try {
    return !process.stdout.isTTY && !fstatSync(STANDARD_OUTPUT).isFIFO() && !fstatSync(STANDARD_OUTPUT).isSocket();
  } catch {
    return false;
  }
}

/** Node's own stream for a file treats a write that a full disk cuts short as complete. */
function writeAll(chunk: Uint8Array): Error | null {
  try {
    for (let at = 0; at < chunk.length; ) at += writeSync(STANDARD_OUTPUT, chunk, at);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
