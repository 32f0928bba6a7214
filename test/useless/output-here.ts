import { Writable } from "node:stream";

let taken = "";

function take(text: string | Uint8Array): void {
  taken += Buffer.from(text).toString("latin1");
}

/** In place of the command's standard output, which belongs to the runner of the tests. */
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

/** What has been written there since it was last taken. */
export function takeOutput(): string {
  const text = taken;
  taken = "";
  return text;
}
