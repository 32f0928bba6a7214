import { readFile } from "node:fs/promises";

const compiled = async (file: string) =>
  WebAssembly.compile(await readFile(new URL(`../../build/${file}`, import.meta.url)));

/** The machine's module in its debug form, whose checks are on. */
export function machineModule(): Promise<WebAssembly.Module> {
  return compiled("debug.wasm");
}

/** The laboratory's module in its debug form, whose checks are on. */
export function labModule(): Promise<WebAssembly.Module> {
  return compiled("laboratory-debug.wasm");
}
