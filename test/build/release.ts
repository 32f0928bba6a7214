import { readFile } from "node:fs/promises";

/** The release build of the engine. */
export async function engineModule(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(new URL("../../build/release.wasm", import.meta.url)));
}
