import { readFile } from "node:fs/promises";

/** The debug build of the engine, whose checks are on. */
export async function engineModule(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(new URL("../../build/debug.wasm", import.meta.url)));
}
