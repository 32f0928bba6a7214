const compiled = async (file: URL) => WebAssembly.compile(await (await fetch(file)).arrayBuffer());

/** The machine's module, compiled; in a browser it is fetched from where the package's files are served. */
export function machineModule(): Promise<WebAssembly.Module> {
  return compiled(new URL("../../build/release.wasm", import.meta.url));
}

/** The laboratory's module, compiled. */
export function labModule(): Promise<WebAssembly.Module> {
  return compiled(new URL("../../build/laboratory-release.wasm", import.meta.url));
}
