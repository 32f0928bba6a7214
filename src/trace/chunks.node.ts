import { createReadStream } from "node:fs";
import { TraceError } from "./error.ts";

/** Large enough that a read costs little compared with parsing its bytes. */
const PIECE_BYTES = 1 << 20;

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ["ENOENT", "there is no such file"],
  ["EISDIR", "this is a folder, but a trace is a file"],
  ["EACCES", "this file may not be read: its permissions forbid it"],
]);

/** The bytes of a file, piece by piece; throws a `TraceError` when it cannot be read, or when a signal aborts it. */
export async function* traceFileChunks(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: PIECE_BYTES, signal })) yield chunk;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why = REASONS.get(code) ?? (error instanceof Error ? error.message : String(error));
    throw new TraceError(path, null, why);
  }
}
