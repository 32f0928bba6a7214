/** The engine, compiled; in a browser it is fetched from where the package's files are served. */
export async function engineModule(): Promise<WebAssembly.Module> {
  const answer = await fetch(new URL("../../build/release.wasm", import.meta.url));
  return WebAssembly.compile(await answer.arrayBuffer());
}
