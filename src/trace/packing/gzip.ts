import { TraceError } from "../error.ts";

/** Whether the bytes begin as gzip does (RFC 1952). */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Unpacks gzip piece by piece; what is damaged or cut off is a `TraceError` of the trace `name`. */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream("gzip");
  const reader = stream.readable.getReader();
  const writer = stream.writable.getWriter();
  let sourceError: unknown = null;

  const feed = async (): Promise<void> => {
    try {
      for await (const chunk of chunks) await writer.write(new Uint8Array(chunk));
    } catch (error) {
      sourceError = error;
      await writer.abort(error);
      return;
    }
    await writer.close();
  };
  // What goes wrong while feeding shows up at the reading end, too.
  const fed = feed().catch(() => undefined);

  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        if (sourceError instanceof TraceError) throw sourceError;
        throw new TraceError(name, null, `its gzip data is damaged or cut off (${reason(error)})`);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
    await fed;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
