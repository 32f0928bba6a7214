import { Writable } from "node:stream";

let taken = "";

function take(text: string | Uint8Array): void {
  taken += Buffer.from(text).toString("latin1");
}

/** Replaces the command's standard output, which the test runner uses. */
export const standardOutputHere = {
  standardOutput: () =>
    new Writable({
      write(chunk: Uint8Array, _, done) {
        take(chunk);
        done();
      },
    }),
  writeStandard: async (text: string | Uint8Array) => take(text),
};

/** Output since the last call. */
export function takeOutput(): string {
  const text = taken;
  taken = "";
  return text;
}
