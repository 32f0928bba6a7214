import { readFile } from "node:fs/promises";

/** The engine, compiled; in Node it comes from the package's own folder. */
export async function engineModule(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(new URL("../../build/release.wasm", import.meta.url)));
}
