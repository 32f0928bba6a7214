import { readFile } from "node:fs/promises";
import { type Condensing, condensingFileOf, parseCondensing } from "./condensing.ts";
import { TraceError } from "./error.ts";

/** Reads the file beside a trace that says what was left out of it; `null`: there is none. Throws a `TraceError` if it is wrong. */
export async function condensingBeside(trace: string): Promise<Condensing | null> {
  const file = condensingFileOf(trace);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return null;
    throw new TraceError(file, null, error instanceof Error ? error.message : String(error));
  }
  return parseCondensing(text, file);
}
