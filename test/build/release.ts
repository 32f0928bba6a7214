import { readFile } from "node:fs/promises";

const compiled = async (file: string) =>
  WebAssembly.compile(await readFile(new URL(`../../build/${file}`, import.meta.url)));

/** The machine's module in its release form. */
export function machineModule(): Promise<WebAssembly.Module> {
  return compiled("release.wasm");
}

/** The laboratory's module in its release form. */
export function labModule(): Promise<WebAssembly.Module> {
  return compiled("laboratory-release.wasm");
}
